import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { LocalAddress } from './sip-transport.ts';

/** More than any number of notifiers that would open connections of their own. */
const MOST_CONNECTIONS = 256;
/** Whoever has said nothing for so long makes room, and can come again; milliseconds. */
const IDLE_MS = 300_000;

/** Where others open connections to us (RFC 3261, section 18.2.1): a Contact names it. */
export class StreamListener {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Settles when it listens; fails when the port is taken. @param port 0 for one of the system's choice */
  static open({ host, port }: LocalAddress, onSocket: (socket: Socket) => void): Promise<StreamListener> {
    const server = createServer((socket) => {
      socket.setTimeout(IDLE_MS, () => socket.destroy());
      onSocket(socket);
    });
    server.maxConnections = MOST_CONNECTIONS;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        // Out of file descriptors, for example: whom it cannot accept now comes again.
        server.on('error', () => undefined);
        resolve(new StreamListener(server));
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Listens no more; settles once the connections it brought are closed. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
