import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:dgram';

/** Node tells there of each socket for datagrams that is made. */
const SOCKETS = 'udp.socket';

/** When this process read the NOTIFY that says of a call that the called phone rings, before anybody looks at it. Only of sockets made after `start`. */
export class NotifyArrivals {
  /** By the Call-ID of the call; milliseconds of `performance.now()`. */
  readonly arrivedAtMs = new Map<string, number>();

  readonly #onSocket = (message: unknown): void => {
    (message as { readonly socket: Socket }).socket.on('message', (bytes) => {
      this.#note(bytes);
    });
  };

  start(): void {
    subscribe(SOCKETS, this.#onSocket);
  }

  stop(): void {
    unsubscribe(SOCKETS, this.#onSocket);
  }

  #note(bytes: Buffer): void {
    if (bytes.toString('latin1', 0, 7) !== 'NOTIFY ' || !bytes.includes('<state>early</state>')) return;
    const callId = /call-id="([^"]+)"[^>]* direction="recipient"/.exec(bytes.toString('latin1'))?.[1];
    if (callId !== undefined && !this.arrivedAtMs.has(callId)) this.arrivedAtMs.set(callId, performance.now());
  }
}
