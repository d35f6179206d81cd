import type { Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import { findLeftOpen } from './network-socket.ts';
import type { RealtimeServer, RealtimeSocket } from './realtime-deps.ts';

/** A connection below Socket.IO: it may not have shown a session yet. */
type Connection = RealtimeSocket['conn'];

/** How long the network below a connection that is over may take to close; milliseconds. As long as ws gives a client to answer a close frame. */
export const CLOSING_MS = 30_000;

/**
 * Every open connection of a Socket.IO server. Of those that are over nothing is left after a while: a client that ends its half and does not read
 * would keep the socket, and all that is queued in it, for as long as it likes.
 */
export class OpenConnections {
  readonly #clock: Clock;
  readonly #open = new Set<Connection>();
  #onEmpty: (() => void) | undefined;

  constructor(io: RealtimeServer, clock: Clock) {
    this.#clock = clock;
    const onClosed = this.#onClosed.bind(this);
    function onClose(this: Connection): void {
      onClosed(this);
    }
    io.engine.on('connection', (connection: Connection) => {
      this.#open.add(connection);
      connection.on('close', onClose);
    });
  }

  #onClosed(connection: Connection): void {
    this.#open.delete(connection);
    this.#endNetwork(findLeftOpen(connection));
    if (this.#open.size === 0) this.#onEmpty?.();
  }

  #endNetwork(socket: Socket | undefined): void {
    if (socket === undefined) return;
    const timer = this.#clock.startTimer(CLOSING_MS, () => {
      socket.destroy();
    });
    socket.once('close', () => {
      timer.cancel();
    });
  }

  get count(): number {
    return this.#open.size;
  }

  /** How many of them are so; looks at each. */
  countWhere(isSo: (connection: Connection) => boolean): number {
    let count = 0;
    for (const connection of this.#open) if (isSo(connection)) count += 1;
    return count;
  }

  /**
   * Closes all, each after what is on its way to it. A socket that is disconnected by the server tells its client to stay away; a
   * connection that just closes makes it connect again, which is what is wanted here. Settles when all are closed or the time is over.
   */
  closeAll(flushMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.startTimer(flushMs, resolve);
      this.#onEmpty = () => {
        timer.cancel();
        resolve();
      };
      if (this.#open.size === 0) this.#onEmpty();
      for (const connection of [...this.#open]) connection.close();
    });
  }
}
