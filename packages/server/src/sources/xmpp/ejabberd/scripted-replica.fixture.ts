import type { ReplicaEvents, ReplicaTrouble, SessionRow } from '@lampfield/ejabberd-replica';
import type { CreateReplica } from './ejabberd-source.ts';

const LOST: ReplicaTrouble = { code: 'LOST', detail: 'the last node has gone' };

/** What a session is opened with. */
interface OpenedSession {
  readonly host?: string;
  readonly priority?: number | null;
  readonly sidUs?: number;
}

/**
 * A replica without a cluster: a test says what the table holds, and whether it is followed. What happens to the table is told only while it
 * is; `join` tells everything.
 */
export class ScriptedReplica {
  readonly rows = new Map<number, SessionRow>();
  isStopped = false;
  #events: ReplicaEvents | undefined;
  /** It tells what happens to the table: everything from the beginning of a snapshot on. */
  #isTelling = false;
  #hasTold = false;
  #nextSidUs = 1_795_000_000_000_000;

  readonly create: CreateReplica = (_options, _surroundings, events) => ({
    start: () => {
      this.#events = events;
      events.onTrouble({ code: 'STARTING', detail: 'joining' });
    },
    stop: () => {
      this.isStopped = true;
      this.#events = undefined;
      return Promise.resolve();
    },
  });

  /** Begins to tell everything, and follows the table from here on. */
  beginSnapshot(): void {
    this.#isTelling = true;
    this.#hasTold = false;
    this.#events?.onReset();
    for (const row of this.rows.values()) this.#events?.onPut(row);
  }

  /** That was all. */
  endSnapshot(): void {
    if (!this.#isTelling || this.#hasTold) return;
    this.#hasTold = true;
    this.#events?.onReady();
    this.#events?.onTrouble(undefined);
  }

  join(): void {
    this.beginSnapshot();
    this.endSnapshot();
  }

  /** Loses the cluster, or tries in vain to join it. */
  lose(trouble = LOST): void {
    this.#isTelling = false;
    this.#events?.onReset();
    this.#events?.onTrouble(trouble);
  }

  /** @returns what names the session */
  open(user: string, { host = 'chat.test', priority = 0, sidUs = (this.#nextSidUs += 1_000_000) }: OpenedSession = {}): number {
    this.put({ sidUs, node: 'ejabberd@one', user, host, resource: 'desk', priority });
    return sidUs;
  }

  /** A row as it is now. */
  put(row: SessionRow): void {
    this.rows.set(row.sidUs, row);
    if (this.#isTelling) this.#events?.onPut(row);
  }

  /** Changes the priority of a session. */
  prioritise(sidUs: number, priority: number | null): void {
    const row = this.rows.get(sidUs);
    if (row !== undefined) this.put({ ...row, priority });
  }

  close(sidUs: number): void {
    const row = this.rows.get(sidUs);
    if (row === undefined) return;
    this.rows.delete(sidUs);
    if (this.#isTelling) this.#events?.onRemove(row);
  }
}
