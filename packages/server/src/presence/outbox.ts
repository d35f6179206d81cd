import type { PresenceId, PresenceType, SourceStateEvt } from '@lampfield/protocol';
import type { UserSlots } from '../core/user-slots.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { PresenceConnection } from '../ports/presence-doors.ts';
import type { OutgoingItem, PushSink } from '../ports/push-sink.ts';
import { OffScreen } from './off-screen.ts';
import { OutgoingItems, type ItemForms } from './outgoing-items.ts';

interface Waiting {
  readonly id: string;
  readonly user: number;
  readonly username: string;
  readonly sink: PushSink;
  /** Another connection of the same user. */
  next: Waiting | undefined;
  /** What its client has on screen; undefined: everything. */
  visible: ReadonlySet<PresenceId> | undefined;
  /** What it gets in the flush that is going on; absent while that is nothing. */
  items: OutgoingItem[] | undefined;
  /** What it is owed by name: it could not take it, or it asked for it. Absent while that is nothing. */
  owedIds: Set<PresenceId> | undefined;
  owedSources: Map<PresenceType, SourceStateEvt> | undefined;
}

/** Who watches what; the subscription cache is one. */
export interface Watchers {
  readonly users: Pick<UserSlots, 'find' | 'hold' | 'release'>;
  /** Calls with the number of every user that watches the presentity. */
  forEachWatcher(id: PresenceId, visit: (user: number) => void): void;
}

/** What the outbox asks for and tells. */
export interface OutboxNeeds extends ItemForms {
  readonly clock: Clock;
  readonly watchers: Watchers;
  /** Counts items on their way out. */
  readonly onPushed: (items: number) => void;
}

/**
 * What has to be pushed. Sets of ids and not queues of items: of a presentity that changed five times before a flush only the latest
 * state goes out, and a connection never owes more than its user watches, however slowly its client reads.
 *
 * What changed is kept once, whoever watches it, and shared out at the flush. Only what a connection cannot take then, or alone is to
 * get, is kept for it. Who watches is asked at the flush as well: somebody who began to since gets the change as if it had come
 * a moment later, and once, as a connection that is owed the same item by name takes no part in the sharing out.
 */
export class Outbox {
  readonly #needs: OutboxNeeds;
  readonly #byConnection = new Map<string, Waiting>();
  /** The first connection of each user, by his number. */
  readonly #byUser: (Waiting | undefined)[] = [];
  /** Changed for everybody who watches it. */
  readonly #changedIds = new Set<PresenceId>();
  /** Those that are owed something. */
  readonly #owing = new Set<Waiting>();
  readonly #offScreen: OffScreen<Waiting>;
  #flush: Timer | undefined;

  constructor(needs: OutboxNeeds) {
    this.#needs = needs;
    this.#offScreen = new OffScreen(needs.clock, (waiting, ids) => {
      this.#oweAll(waiting, ids);
    });
  }

  get connectionCount(): number {
    return this.#byConnection.size;
  }

  connect({ id, username, sink }: PresenceConnection): void {
    const user = this.#needs.watchers.users.hold(username);
    const next = this.#byUser[user];
    const nothing = { visible: undefined, items: undefined, owedIds: undefined, owedSources: undefined };
    const waiting: Waiting = { id, user, username, sink, next, ...nothing };
    this.#byConnection.set(id, waiting);
    this.#byUser[user] = waiting;
    sink.onReady(() => {
      if (this.#owing.has(waiting)) this.#scheduleFlush();
    });
  }

  disconnect(connectionId: string): void {
    const waiting = this.#byConnection.get(connectionId);
    if (waiting === undefined) return;
    this.#byConnection.delete(connectionId);
    this.#owing.delete(waiting);
    this.#offScreen.forget(waiting);
    const first = this.#byUser[waiting.user];
    if (first === waiting) this.#byUser[waiting.user] = waiting.next;
    for (let other = first; other !== undefined; other = other.next) if (other.next === waiting) other.next = waiting.next;
    this.#needs.watchers.users.release(waiting.user);
  }

  /** The client has these on screen from now on, and is told of others more slowly. What of them has changed meanwhile it is told at once. */
  show(connectionId: string, visible: ReadonlySet<PresenceId>): void {
    const waiting = this.#byConnection.get(connectionId);
    if (waiting === undefined) return;
    waiting.visible = visible;
    this.#oweAll(waiting, this.#offScreen.takeVisible(waiting, visible));
  }

  /** Marks a presentity to be pushed to everybody who watches it when the flush comes. */
  addChange(id: PresenceId): void {
    this.#changedIds.add(id);
    this.#scheduleFlush();
  }

  /** Marks a presentity to be pushed to every connection of the user, and to nobody else for that. */
  addFor(username: string, id: PresenceId): void {
    const user = this.#needs.watchers.users.find(username);
    for (let waiting = user === undefined ? undefined : this.#byUser[user]; waiting !== undefined; waiting = waiting.next) {
      this.#oweAll(waiting, [id]);
    }
  }

  /** Tells every connection that a source went or came, after what is still to be pushed: order matters to whoever shows certainty. */
  broadcastSourceState(event: SourceStateEvt): void {
    for (const waiting of this.#byConnection.values()) {
      waiting.owedSources ??= new Map();
      waiting.owedSources.set(event.type, event);
      this.#owing.add(waiting);
    }
    this.flush();
  }

  /** Pushes everything that waits for a sink that is ready, now. */
  flush(): void {
    const { onPushed } = this.#needs;
    this.#flush?.cancel();
    this.#flush = undefined;
    const items = new OutgoingItems(this.#needs, this.#owing.size > 0);
    const taking = this.#shareOut(items);
    try {
      for (const { sink, items: taken } of taking) if (taken !== undefined) onPushed(sink.send(taken));
    } finally {
      for (const waiting of taking) waiting.items = undefined;
    }
    for (const waiting of this.#owing) if (waiting.sink.isReady) this.#pay(waiting, items);
  }

  /**
   * Gives what changed to the connections that can take it. Returns those. Nothing is sent before all is given: of thousands of connections none is in
   * the processor's cache, and it waits for many of them at a time only while no system call comes between.
   */
  #shareOut(items: OutgoingItems): readonly Waiting[] {
    const taking: Waiting[] = [];
    for (const id of this.#changedIds) {
      this.#offer(id, items, (waiting, item) => {
        if (waiting.items === undefined) {
          waiting.items = [item];
          taking.push(waiting);
        } else waiting.items.push(item);
      });
    }
    this.#changedIds.clear();
    return taking;
  }

  /** Gives an item that changed to the connections that can take it now, and owes it to the others. What one is owed already has to go first. */
  #offer(id: PresenceId, items: OutgoingItems, give: (waiting: Waiting, item: OutgoingItem) => void): void {
    const shared = items.find(id);
    if (shared === undefined) return;
    this.#needs.watchers.forEachWatcher(id, (user) => {
      for (let waiting = this.#byUser[user]; waiting !== undefined; waiting = waiting.next) {
        if (waiting.visible?.has(id) === false) this.#offScreen.add(waiting, id);
        else if (waiting.items !== undefined || (waiting.owedIds === undefined && waiting.sink.isReady)) {
          give(waiting, shared.forms === undefined ? shared : items.formFor(waiting.username, shared));
        } else this.#owe(waiting, id);
      }
    });
  }

  #pay(waiting: Waiting, items: OutgoingItems): void {
    const { sink, username, owedIds, owedSources } = waiting;
    this.#owing.delete(waiting);
    waiting.owedIds = undefined;
    waiting.owedSources = undefined;
    const owed: OutgoingItem[] = [];
    for (const id of owedIds ?? []) {
      const shared = items.find(id);
      if (shared !== undefined) owed.push(items.formFor(username, shared));
    }
    if (owed.length > 0) this.#needs.onPushed(sink.send(owed));
    for (const event of owedSources?.values() ?? []) sink.pushSourceState(event);
  }

  #oweAll(waiting: Waiting, ids: Iterable<PresenceId>): void {
    for (const id of ids) this.#owe(waiting, id);
    if (waiting.owedIds !== undefined && waiting.sink.isReady) this.#scheduleFlush();
  }

  #owe(waiting: Waiting, id: PresenceId): void {
    waiting.owedIds ??= new Set();
    waiting.owedIds.add(id);
    this.#owing.add(waiting);
  }

  /** At the end of the tick. While much is written more arrives, and that is the next flush: under load they grow by themselves. */
  #scheduleFlush(): void {
    this.#flush ??= this.#needs.clock.startTick(() => {
      this.flush();
    });
  }
}
