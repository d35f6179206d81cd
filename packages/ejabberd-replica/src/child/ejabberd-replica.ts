import type { ReplicaOptions } from '../replica-options.ts';
import type { ReplicaTrouble } from '../replica-trouble.ts';
import type { SessionListener } from '../session-row.ts';
import type { Surroundings } from '@lampfield/supervised-child';
import { readCookieFile } from './cookie-file.ts';
import { findErlangProgram } from './erlang-program.ts';
import { planNodes } from './own-node.ts';
import { ReplicaSupervisor } from './replica-supervisor.ts';

/** What a replica tells of the table, and of itself. All synchronous. */
export interface ReplicaEvents extends SessionListener {
  /** Why the table cannot be relied on now; undefined when it can, said once after each `onReady` that follows a trouble. */
  onTrouble(trouble: ReplicaTrouble | undefined): void;
  /** The nodes of the cluster that run ejabberd, whenever that changes. */
  onNodes?(nodes: readonly string[]): void;
}

/**
 * The session table of an ejabberd cluster, followed by an Erlang program that this starts, watches and starts again. The README says what
 * it does to the cluster.
 */
export class EjabberdReplica {
  readonly #supervisor: ReplicaSupervisor;

  /** @throws RangeError for names and addresses that can be none */
  constructor(options: ReplicaOptions, surroundings: Surroundings, events: ReplicaEvents) {
    const nodes = planNodes(options);
    this.#supervisor = new ReplicaSupervisor(
      {
        ...nodes,
        mode: options.mode,
        findProgram: () => findErlangProgram(options.epmdPort),
        readCookie: () => readCookieFile(options.cookieFile),
      },
      surroundings,
      events,
    );
  }

  /** Begins to follow the table, and goes on for ever whatever happens; says STARTING first. */
  start(): void {
    this.#supervisor.start();
  }

  /** Leaves the cluster in good order and ends the program; at most four seconds, and what takes longer is killed. No event comes after the call. */
  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  /** Process of the Erlang program; undefined while there is none. For diagnosis. */
  get pid(): number | undefined {
    return this.#supervisor.pid;
  }
}
