import { RefusedError, type AttendantClient } from '@lampfield/test-servers';
import { ConsoleSocket } from './console-socket.ts';
import type { LampBoard } from './lamp-board.ts';

/** How soon the client of this project connects again, at first and without its share of chance; milliseconds. */
const RECONNECTION_MS = 500;
const REQUEST_TIMEOUT = 408;

/** How long until the last console was so far; seconds since they began to come back. */
export interface Phases {
  /** Its connection was greeted. */
  greetedSeconds: number;
  /** Its keep-alive was answered. */
  keptAliveSeconds: number;
  /** Connections and requests that were begun again because the first one came to nothing. */
  retries: number;
}

/** Signed-in consoles, all in this process. */
export class Consoles {
  readonly #port: number;
  readonly #clients: readonly AttendantClient[];
  readonly #board: LampBoard;
  readonly #sockets = new Map<number, ConsoleSocket>();
  #phases: Phases = { greetedSeconds: 0, keptAliveSeconds: 0, retries: 0 };
  /** Those that were answered all they asked since they began to come back. */
  readonly #answered = new Set<number>();

  constructor(parts: { readonly port: number; readonly clients: readonly AttendantClient[]; readonly board: LampBoard }) {
    this.#port = parts.port;
    this.#clients = parts.clients;
    this.#board = parts.board;
  }

  /** So far. */
  get phases(): Phases {
    return { ...this.#phases };
  }

  /** Whether all requests were answered. */
  get isAnswered(): boolean {
    return this.#answered.size === this.#clients.length;
  }

  /** Every connection is gone at once. */
  drop(): void {
    for (const socket of this.#sockets.values()) socket.drop();
    this.#sockets.clear();
  }

  /** Begins to connect all at once. A connection that is lost is begun again a little later. */
  comeBack(): void {
    this.#phases = { greetedSeconds: 0, keptAliveSeconds: 0, retries: 0 };
    this.#answered.clear();
    for (const index of this.#clients.keys()) this.#connect(index);
  }

  #connect(index: number): void {
    const socket = new ConsoleSocket(
      { port: this.#port, cookie: this.#clients[index]?.cookie ?? '' },
      {
        onItems: (items) => this.#board.note(index, items),
        onHello: () => {
          this.#phases.greetedSeconds = this.#board.elapsedSeconds();
          void this.#catchUp(index);
        },
        onLost: (reason) => {
          this.#countRetry(reason);
          setTimeout(() => {
            if (this.#sockets.get(index) === socket) this.#connect(index);
          }, RECONNECTION_MS);
        },
      },
    );
    this.#sockets.set(index, socket);
  }

  /** What the client of this project does on a connection: a keep-alive with ids and versions of all it uses, then a push of what has not arrived by then. */
  async #catchUp(index: number): Promise<void> {
    const client = this.#clients[index];
    if (client === undefined) return;
    const { rejected } = await this.#sendUntilAnswered(() => client.keepAlive(this.#board.versionsOf(index)));
    const [first] = rejected;
    if (first !== undefined) throw new Error(`${String(rejected.length)} ids were rejected, the first with ${first.code}`);
    this.#phases.keptAliveSeconds = this.#board.elapsedSeconds();
    const ids = this.#board.unconfirmedOf(index);
    if (ids.length > 0) await this.#sendUntilAnswered(() => client.forcePush(ids));
    this.#answered.add(index);
  }

  /** A server that has too much to do may close a connection, or answer that the request took too long: then it is sent again a little later. */
  async #sendUntilAnswered<T>(send: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await send();
      } catch (error) {
        const isTimeOut = error instanceof RefusedError && error.status === REQUEST_TIMEOUT;
        // What `fetch` rejects with if there was no answer at all is a TypeError.
        if (!isTimeOut && !(error instanceof TypeError)) throw error;
        this.#countRetry(`${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`);
        await new Promise((resolve) => setTimeout(resolve, RECONNECTION_MS));
      }
    }
  }

  #countRetry(reason: string): void {
    this.#phases.retries += 1;
    if (this.#phases.retries === 1) console.error(`begun again, and perhaps others: ${reason}`);
  }
}
