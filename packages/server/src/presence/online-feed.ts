import type { OnlineUser, OnlineUsersEvt } from '@lampfield/protocol';
import type { Clock, Timer } from '../ports/clock.ts';
import type { OnlineConnection } from '../ports/online-doors.ts';
import type { OnlineListener, OnlineUsers } from '../ports/online-users.ts';
import { OnlineChanges, type OnlineMoment } from './online-changes.ts';

/** Least time between two events of a connection: at most two a second; milliseconds. */
export const ONLINE_EVENT_INTERVAL_MS = 500;

interface Watcher {
  readonly connection: OnlineConnection;
  /** Place in the order of changes from which on it is to be told. */
  readonly sinceOrder: number;
  /** What it could not be told because what was sent before still waits; undefined when it is owed nothing. */
  owed: OnlineChanges | undefined;
  readonly stopListening: () => void;
}

/**
 * Tells connections who comes and goes. Changes are gathered and told to all at once, so that a crowd that signs in costs two events a second
 * and not one a head. What a connection cannot take is gathered for it alone, and never beyond what one event may name. While nobody watches,
 * nothing is listened to and nothing is kept.
 */
export class OnlineFeed implements OnlineListener {
  readonly #online: OnlineUsers;
  readonly #clock: Clock;
  readonly #watchers = new Map<string, Watcher>();
  /** Since the last flush. */
  readonly #changes = new OnlineChanges();
  #order = 0;
  /** Place of the last change before the last flush. */
  #flushedOrder = 0;
  #flushedAtMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #stopListening: (() => void) | undefined;

  constructor(online: OnlineUsers, clock: Clock) {
    this.#online = online;
    this.#clock = clock;
  }

  add(connection: OnlineConnection): void {
    if (this.#watchers.has(connection.id)) return;
    const watcher: Watcher = {
      connection,
      sinceOrder: this.#order,
      owed: undefined,
      stopListening: connection.sink.onReady(() => {
        if (watcher.owed !== undefined) this.#scheduleFlush();
      }),
    };
    this.#watchers.set(connection.id, watcher);
    this.#stopListening ??= this.#online.watch(this);
  }

  remove(connectionId: string): void {
    this.#watchers.get(connectionId)?.stopListening();
    this.#watchers.delete(connectionId);
    if (this.#watchers.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#changes.clear();
  }

  onChanged(user: OnlineUser, isOnline: boolean): void {
    this.#order += 1;
    this.#changes.add({ user, isOnline, order: this.#order });
    this.#scheduleFlush();
  }

  onReset(): void {
    this.#order += 1;
    this.#changes.voidAll(this.#order);
    this.#scheduleFlush();
  }

  /** The first change after a while is told at the end of the tick, further ones when the interval is over. */
  #scheduleFlush(): void {
    if (this.#timer !== undefined) return;
    const flush = (): void => {
      this.#flush();
    };
    const waitMs = this.#flushedAtMs + ONLINE_EVENT_INTERVAL_MS - this.#clock.monotonicMs();
    this.#timer = waitMs > 0 ? this.#clock.startTimer(waitMs, flush) : this.#clock.startTick(flush);
  }

  #flush(): void {
    this.#timer = undefined;
    this.#flushedAtMs = this.#clock.monotonicMs();
    const moment = { seq: this.#online.seq, total: this.#online.isReady ? this.#online.count().total : 0 };
    const forMost = this.#changes.findEventSince(this.#flushedOrder, moment);
    for (const watcher of this.#watchers.values()) {
      if (!watcher.connection.sink.isReady) this.#keepFor(watcher);
      else {
        const event =
          watcher.sinceOrder <= this.#flushedOrder && watcher.owed === undefined ? forMost : this.#eventFor(watcher, moment);
        if (event !== undefined) watcher.connection.sink.pushOnlineUsers(event);
      }
    }
    this.#changes.clear();
    this.#flushedOrder = this.#order;
  }

  #keepFor(watcher: Watcher): void {
    const owed = watcher.owed ?? new OnlineChanges();
    owed.addSince(this.#changes, watcher.sinceOrder);
    if (!owed.isEmpty) watcher.owed = owed;
  }

  /** For who is owed something from before, or began to watch since the last flush. */
  #eventFor(watcher: Watcher, moment: OnlineMoment): OnlineUsersEvt | undefined {
    this.#keepFor(watcher);
    const event = watcher.owed?.findEventSince(watcher.sinceOrder, moment);
    watcher.owed = undefined;
    return event;
  }
}
