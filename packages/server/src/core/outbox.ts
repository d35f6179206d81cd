import type { PresenceId, PresenceItem, SourceStateEvt } from '@lampfield/protocol';
import type { Clock, Timer } from '../ports/clock.ts';
import type { PresenceConnection } from './presence-doors.ts';

/** Most items of one push: a larger change goes out as several, so that a client need not hold one huge message. */
const ITEMS_PER_PUSH = 1000;

interface Waiting {
  readonly connection: PresenceConnection;
  readonly changedIds: Set<PresenceId>;
}

/** What the outbox asks for and tells. */
export interface OutboxNeeds {
  readonly clock: Clock;
  /** The item as it is to be shown now; undefined when its subscription is gone, which drops it. */
  readonly findItem: (id: PresenceId) => PresenceItem | undefined;
  /** Counts items on their way out. */
  readonly onPushed: (items: number) => void;
}

/**
 * What has to be pushed, by connection. A set of ids and not a queue of items: of a presentity that changed five times in a tick only
 * the latest state goes out, and a connection never owes more than its user watches. Everything of one tick goes as one batch.
 */
export class Outbox {
  readonly #needs: OutboxNeeds;
  readonly #byConnection = new Map<string, Waiting>();
  readonly #byUsername = new Map<string, Set<Waiting>>();
  readonly #dirty = new Set<Waiting>();
  #flush: Timer | undefined;

  constructor(needs: OutboxNeeds) {
    this.#needs = needs;
  }

  get connectionCount(): number {
    return this.#byConnection.size;
  }

  connect(connection: PresenceConnection): void {
    const waiting: Waiting = { connection, changedIds: new Set() };
    this.#byConnection.set(connection.id, waiting);
    const peers = this.#byUsername.get(connection.username) ?? new Set();
    this.#byUsername.set(connection.username, peers.add(waiting));
  }

  disconnect(connectionId: string): void {
    const waiting = this.#byConnection.get(connectionId);
    if (waiting === undefined) return;
    this.#byConnection.delete(connectionId);
    this.#dirty.delete(waiting);
    const peers = this.#byUsername.get(waiting.connection.username);
    peers?.delete(waiting);
    if (peers?.size === 0) this.#byUsername.delete(waiting.connection.username);
  }

  /** Marks a presentity to be pushed to every connection of the user at the end of the tick. */
  add(username: string, id: PresenceId): void {
    for (const waiting of this.#byUsername.get(username) ?? []) {
      waiting.changedIds.add(id);
      this.#dirty.add(waiting);
    }
    if (this.#dirty.size > 0)
      this.#flush ??= this.#needs.clock.startTick(() => {
        this.flush();
      });
  }

  /** Tells every connection that a source went or came, after what is still to be pushed: order matters to whoever shows certainty. */
  broadcastSourceState(event: SourceStateEvt): void {
    this.flush();
    for (const { connection } of this.#byConnection.values()) connection.sink.pushSourceState(event);
  }

  /** Pushes everything that waits, now. */
  flush(): void {
    this.#flush?.cancel();
    this.#flush = undefined;
    const built = new Map<PresenceId, PresenceItem | undefined>();
    for (const waiting of this.#dirty) {
      const items: PresenceItem[] = [];
      for (const id of waiting.changedIds) {
        const item = built.has(id) ? built.get(id) : this.#needs.findItem(id);
        built.set(id, item);
        if (item !== undefined) items.push(item);
      }
      waiting.changedIds.clear();
      this.#push(waiting.connection, items);
    }
    this.#dirty.clear();
  }

  #push(connection: PresenceConnection, items: readonly PresenceItem[]): void {
    for (let start = 0; start < items.length; start += ITEMS_PER_PUSH) {
      connection.sink.pushItems(items.slice(start, start + ITEMS_PER_PUSH));
    }
    this.#needs.onPushed(items.length);
  }
}
