import type { AttendantClient } from '@lampfield/test-servers';
import { ConsoleSocket } from './console-socket.ts';
import type { LampBoard } from './lamp-board.ts';

/** How long until the last console was so far; seconds since they began to come back. */
export interface Phases {
  /** Its connection was greeted. */
  readonly greetedSeconds: number;
  /** Its keep-alive was answered. */
  readonly keptAliveSeconds: number;
}

/** Signed-in consoles, all in this process. */
export class Consoles {
  readonly #port: number;
  readonly #clients: readonly AttendantClient[];
  readonly #board: LampBoard;
  #sockets: ConsoleSocket[] = [];

  constructor(parts: { readonly port: number; readonly clients: readonly AttendantClient[]; readonly board: LampBoard }) {
    this.#port = parts.port;
    this.#clients = parts.clients;
    this.#board = parts.board;
  }

  /** Every connection is gone at once. */
  drop(): void {
    for (const socket of this.#sockets) socket.drop();
    this.#sockets = [];
  }

  /** All at once, each does what the client of this project does: it connects, sends a keep-alive with ids and versions of all it uses, then asks for a push of everything. */
  async comeBack(): Promise<Phases> {
    const phases = { greetedSeconds: 0, keptAliveSeconds: 0 };
    this.#sockets = await Promise.all(
      this.#clients.map(async (client, index) => {
        const socket = await ConsoleSocket.open({ port: this.#port, cookie: client.cookie }, (items) => {
          this.#board.note(index, items);
        });
        phases.greetedSeconds = this.#board.elapsedSeconds();
        const { rejected } = await client.keepAlive(this.#board.versionsOf(index));
        if (rejected.length > 0)
          throw new Error(`${String(rejected.length)} ids were rejected, the first with ${String(rejected[0]?.code)}`);
        phases.keptAliveSeconds = this.#board.elapsedSeconds();
        await client.forcePush();
        return socket;
      }),
    );
    return phases;
  }
}
