import type { PresenceId, PresenceItem, PresenceType, SourceStateEvt } from '@lampfield/protocol';
import type { Clock, Timer } from '../ports/clock.ts';
import type { PresenceConnection } from '../ports/presence-doors.ts';

/** Most items of one push: a larger change goes out as several, so that a client need not hold one huge message. */
const ITEMS_PER_PUSH = 1000;

interface Waiting {
  readonly connection: PresenceConnection;
  readonly changedIds: Set<PresenceId>;
  readonly changedSources: Map<PresenceType, SourceStateEvt>;
}

/** What the outbox asks for and tells. */
export interface OutboxNeeds {
  readonly clock: Clock;
  /** The item as it is to be shown now; undefined when its subscription is gone, which drops it. */
  readonly findItem: (id: PresenceId) => PresenceItem | undefined;
  /** What the user gets to see of an item. */
  readonly showTo: (username: string, item: PresenceItem) => PresenceItem;
  /** Counts items on their way out. */
  readonly onPushed: (items: number) => void;
}

/**
 * What has to be pushed, by connection. A set of ids and not a queue of items: of a presentity that changed five times in a tick only
 * the latest state goes out, and a connection never owes more than its user watches, however slowly its client reads. Everything of one
 * tick goes as one batch.
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
    const waiting: Waiting = { connection, changedIds: new Set(), changedSources: new Map() };
    this.#byConnection.set(connection.id, waiting);
    const peers = this.#byUsername.get(connection.username) ?? new Set();
    this.#byUsername.set(connection.username, peers.add(waiting));
    connection.sink.onReady(() => {
      if (this.#dirty.has(waiting)) this.#scheduleFlush();
    });
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
      if (waiting.connection.sink.isReady) this.#scheduleFlush();
    }
  }

  /** Tells every connection that a source went or came, after what is still to be pushed: order matters to whoever shows certainty. */
  broadcastSourceState(event: SourceStateEvt): void {
    for (const waiting of this.#byConnection.values()) {
      waiting.changedSources.set(event.type, event);
      this.#dirty.add(waiting);
    }
    this.flush();
  }

  /** Pushes everything that waits for a sink that is ready, now. */
  flush(): void {
    this.#flush?.cancel();
    this.#flush = undefined;
    const built = new Map<PresenceId, PresenceItem | undefined>();
    for (const waiting of this.#dirty) {
      if (!waiting.connection.sink.isReady) continue;
      this.#dirty.delete(waiting);
      this.#pushItems(waiting, built);
      for (const event of waiting.changedSources.values()) waiting.connection.sink.pushSourceState(event);
      waiting.changedSources.clear();
    }
  }

  #scheduleFlush(): void {
    this.#flush ??= this.#needs.clock.startTick(() => {
      this.flush();
    });
  }

  #pushItems({ connection, changedIds }: Waiting, built: Map<PresenceId, PresenceItem | undefined>): void {
    const items: PresenceItem[] = [];
    for (const id of changedIds) {
      const item = built.has(id) ? built.get(id) : this.#needs.findItem(id);
      built.set(id, item);
      if (item !== undefined) items.push(this.#needs.showTo(connection.username, item));
    }
    changedIds.clear();
    for (let start = 0; start < items.length; start += ITEMS_PER_PUSH) {
      connection.sink.pushItems(items.slice(start, start + ITEMS_PER_PUSH));
    }
    this.#needs.onPushed(items.length);
  }
}
