import type { PresenceWebEvt } from '@lampfield/protocol';
import { WebSocket } from 'ws';

const HELLO = '42["hello"';
const ITEMS = '42["PresenceWebEvt"';

/** A console's connection, as light as one can be: Engine.IO and Socket.IO by hand, so that a thousand are no load themselves. */
export class ConsoleSocket {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Settles when the server has said hello. */
  static open(
    address: { readonly port: number; readonly cookie: string },
    onItems: (items: PresenceWebEvt['presenceItems']) => void,
  ): Promise<ConsoleSocket> {
    return new Promise((resolve, reject) => {
      const url = `ws://127.0.0.1:${String(address.port)}/socket.io/?EIO=4&transport=websocket`;
      const socket = new WebSocket(url, { headers: { cookie: address.cookie }, perMessageDeflate: false });
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (text.startsWith(ITEMS)) onItems((JSON.parse(text.slice(2)) as [string, PresenceWebEvt])[1].presenceItems);
        else if (text === '2') socket.send('3');
        else if (text.startsWith('0')) socket.send('40{"clientType":"webattendant"}');
        else if (text.startsWith(HELLO)) resolve(new ConsoleSocket(socket));
      });
    });
  }

  /** Without a word to the server, as when the network goes. */
  drop(): void {
    this.#socket.terminate();
  }
}
