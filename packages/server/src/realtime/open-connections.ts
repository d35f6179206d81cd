import type { Clock } from '../ports/clock.ts';
import type { RealtimeServer, RealtimeSocket } from './realtime-deps.ts';

/** A connection below Socket.IO: it may not have shown a session yet. */
type Connection = RealtimeSocket['conn'];

/** Every open connection of a Socket.IO server. */
export class OpenConnections {
  readonly #open = new Set<Connection>();
  #onEmpty: (() => void) | undefined;

  constructor(io: RealtimeServer) {
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
    if (this.#open.size === 0) this.#onEmpty?.();
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
  closeAll(clock: Clock, flushMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.startTimer(flushMs, resolve);
      this.#onEmpty = () => {
        timer.cancel();
        resolve();
      };
      if (this.#open.size === 0) this.#onEmpty();
      for (const connection of [...this.#open]) connection.close();
    });
  }
}
