import type { PresenceWebEvt } from '@lampfield/protocol';
import { WebSocket } from 'ws';

const HELLO = '42["hello"';
const ITEMS = '42["PresenceWebEvt"';

/** What a console does with what arrives. */
export interface ConsoleListener {
  readonly onItems: (items: PresenceWebEvt['presenceItems']) => void;
  /** The server has said hello: once a connection. */
  readonly onHello: () => void;
  /** The connection could not be opened, or did not last. */
  readonly onLost: (reason: string) => void;
}

/** A console's connection, as light as one can be: Engine.IO and Socket.IO by hand, so that a thousand are no load themselves. */
export class ConsoleSocket {
  readonly #socket: WebSocket;
  #isDropped = false;

  constructor(address: { readonly port: number; readonly cookie: string }, { onItems, onHello, onLost }: ConsoleListener) {
    const url = `ws://127.0.0.1:${String(address.port)}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, { headers: { cookie: address.cookie }, perMessageDeflate: false });
    let reason = '';
    socket.on('error', (error) => (reason = error.message));
    socket.on('close', (code) => {
      if (!this.#isDropped) onLost(`${String(code)} ${reason}`);
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith(ITEMS)) onItems((JSON.parse(text.slice(2)) as [string, PresenceWebEvt])[1].presenceItems);
      else if (text === '2') socket.send('3');
      else if (text.startsWith('0')) socket.send('40{"clientType":"webattendant"}');
      else if (text.startsWith(HELLO)) onHello();
    });
    this.#socket = socket;
  }

  /** Without a word to the server, as when the network goes. */
  drop(): void {
    this.#isDropped = true;
    this.#socket.terminate();
  }
}
