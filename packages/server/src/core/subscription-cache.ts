import { parsePresenceId, type PresenceId, type PresenceItem } from '@lampfield/protocol';
import type { SourceReport } from '../ports/source.ts';
import { NONE } from './columns.ts';
import { IdTable } from './id-table.ts';
import { InterestTable } from './interest-table.ts';
import { LeaseOrder } from './lease-order.ts';
import { SlotPool } from './slot-pool.ts';
import { StateColumns } from './state-columns.ts';
import { UserSlots } from './user-slots.ts';

/** What became of a wish to watch: a new subscription, a new watcher of an old one, nothing new, or too many ids for this user. */
export type WatchOutcome = 'created' | 'joined' | 'watching' | 'limit';

/** What became of a keep-alive for one id: `unwatched` exists, but the caller has no interest in it. */
export type RenewOutcome = 'renewed' | 'unwatched' | 'absent';

/** The ages of a subscription, as seen by one of its watchers; whole milliseconds. */
export interface SubscriptionAges {
  readonly ageMs: number;
  readonly interestAgeMs: number;
  readonly watchers: number;
}

/** What news is stamped with: the next version, asked for only where there is news, and the wall clock (epoch milliseconds). */
export interface ChangeStamp {
  readonly version: () => number;
  readonly wallMs: number;
}

/** A {@link ChangeStamp} with the monotonic time that ages count from; milliseconds. */
export interface WatchStamp extends ChangeStamp {
  readonly nowMs: number;
}

/** Settings of the cache. */
export interface SubscriptionCacheSettings {
  /** T; milliseconds. */
  readonly subscriptionTimeMs: number;
  /** Most interests one user may have. */
  readonly idsPerUser: number;
  /**
   * What hashes of ids begin with, 32 bits: another one in each process, so that nobody who writes a directory can know which ids would share a hash. Left
   * out: always the same.
   */
  readonly hashOffset?: number;
}

/** Removals a cleanup makes before the event loop gets a turn: a millisecond of work, or less. */
export const REMOVALS_PER_SLICE = 200;

/** Which subscriptions count as unused: those that were not renewed for longer than this. Milliseconds, monotonic. */
export interface UnusedQuestion {
  readonly nowMs: number;
  readonly unusedMs: number;
}

/** What a new subscription says until its source has spoken. */
const NOT_KNOWN_YET: SourceReport = { state: 'UNKNOWN', since: null, reason: 'PENDING' };

/**
 * The server's subscriptions by presentity, with their ages, and the interests of their watchers. Pure: time comes with each call
 * (`nowMs`, monotonic milliseconds, never backwards), and whoever calls does what follows from the answers.
 *
 * Only `renew` resets an age. Expiry is by the order of renewal, so a cleanup costs nothing for what is not expired.
 */
export class SubscriptionCache {
  /** The numbers by which watchers are told. Whoever keeps something of a user by his number holds it. */
  readonly users = new UserSlots();
  readonly #settings: SubscriptionCacheSettings;
  readonly #ids: IdTable;
  readonly #slots = new SlotPool();
  readonly #order = new LeaseOrder();
  readonly #states = new StateColumns();
  readonly #interests: InterestTable;

  constructor(settings: SubscriptionCacheSettings) {
    this.#settings = settings;
    this.#ids = new IdTable(settings.hashOffset ?? 0);
    this.#interests = new InterestTable(this.users);
  }

  get subscriptionCount(): number {
    return this.#ids.size;
  }

  get interestCount(): number {
    return this.#interests.size;
  }

  has(id: PresenceId): boolean {
    return this.#ids.find(id) !== NONE;
  }

  /**
   * Makes the user a watcher. Where the presentity has no subscription it gets one, UNKNOWN (PENDING) with the given version. An old
   * subscription, or an old interest, is not renewed.
   */
  watch(id: PresenceId, username: string, stamp: WatchStamp): WatchOutcome {
    const known = this.#ids.find(id);
    if (known !== NONE && this.#interests.has(username, known)) return 'watching';
    if (this.#interests.countOf(username) >= this.#settings.idsPerUser) return 'limit';
    this.#interests.add(username, known === NONE ? this.#create(id, stamp) : known, stamp.nowMs);
    return known === NONE ? 'created' : 'joined';
  }

  /** The keep-alive of one id: renews the subscription and the caller's interest in it, if he has one. */
  renew(id: PresenceId, username: string, nowMs: number): RenewOutcome {
    const slot = this.#ids.find(id);
    if (slot === NONE) return 'absent';
    if (!this.#interests.renew(username, slot, nowMs)) return 'unwatched';
    this.#order.renew(slot, nowMs);
    return 'renewed';
  }

  /** Takes in what a source says. True when it is news, which then has a version of its own; a report of what is not subscribed is dropped. */
  apply(id: PresenceId, report: SourceReport, { version, wallMs }: ChangeStamp): boolean {
    const slot = this.#ids.find(id);
    if (slot === NONE) return false;
    const confirmedAt = report.confirmedAt ?? wallMs;
    if (this.#states.isSame(slot, report)) {
      this.#states.confirm(slot, confirmedAt);
      return false;
    }
    this.#states.write(slot, { report, version: version(), confirmedAt });
    return true;
  }

  /** What is shown of it has changed though its source said nothing new: gives it a version of its own. */
  touch(id: PresenceId, version: () => number): void {
    const slot = this.#ids.find(id);
    if (slot !== NONE) this.#states.setVersion(slot, version());
  }

  /** The item as the source last reported it; undefined where there is no subscription. */
  findItem(id: PresenceId): PresenceItem | undefined {
    const slot = this.#ids.find(id);
    const parsed = slot === NONE ? 'INVALID_ID' : parsePresenceId(id);
    return typeof parsed === 'string' ? undefined : this.#states.readItem(slot, parsed);
  }

  /** Version of the item, 0 where there is no subscription. */
  versionOf(id: PresenceId): number {
    const slot = this.#ids.find(id);
    return slot === NONE ? 0 : this.#states.version(slot);
  }

  isWatching(id: PresenceId, username: string): boolean {
    const slot = this.#ids.find(id);
    return slot !== NONE && this.#interests.has(username, slot);
  }

  /** The ids a user watches, in no order. */
  watchedBy(username: string): PresenceId[] {
    return this.#interests.subscriptionsOf(username).map((slot) => this.#ids.idOf(slot));
  }

  /** Calls with the number of every user that watches it. */
  forEachWatcher(id: PresenceId, visit: (user: number) => void): void {
    const slot = this.#ids.find(id);
    if (slot !== NONE) this.#interests.forEachWatcher(slot, visit);
  }

  /** The ages of a subscription; undefined where the user has no interest in it. */
  findAges(id: PresenceId, username: string, nowMs: number): SubscriptionAges | undefined {
    const slot = this.#ids.find(id);
    const interestAgeMs = slot === NONE ? undefined : this.#interests.findAgeMs(username, slot, nowMs);
    if (slot === NONE || interestAgeMs === undefined) return undefined;
    let watchers = 0;
    this.#interests.forEachWatcher(slot, () => (watchers += 1));
    return { ageMs: this.#order.ageMs(slot, nowMs), interestAgeMs, watchers };
  }

  /** Whole milliseconds since the last renewal by anybody; undefined where there is no subscription. */
  findAgeMs(id: PresenceId, nowMs: number): number | undefined {
    const slot = this.#ids.find(id);
    return slot === NONE ? undefined : this.#order.ageMs(slot, nowMs);
  }

  /**
   * Calls with every unused subscription, the longest unused first, until the visitor returns false; it must neither renew nor remove any.
   * Costs what is unused, whatever else there is.
   *
   * @returns after how many milliseconds there may be another one; 0 when the visitor had enough, Infinity when there is none at all
   */
  visitUnused({ nowMs, unusedMs }: UnusedQuestion, visit: (id: PresenceId) => boolean): number {
    for (let slot = this.#order.oldest; slot !== NONE; slot = this.#order.newerThan(slot)) {
      const ageMs = this.#order.ageMs(slot, nowMs);
      if (ageMs <= unusedMs) return unusedMs - ageMs;
      if (!visit(this.#ids.idOf(slot))) return 0;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Ends all interests of the user; subscriptions go when they are old, as ever. */
  releaseUser(username: string): void {
    this.#interests.removeAllOfUser(username);
  }

  /**
   * Removes up to `limit` of what is older than T, subscriptions before interests. Returns the removed subscriptions; fewer than
   * `limit` removals in all mean that nothing expired is left.
   */
  removeExpired(nowMs: number, limit: number): { readonly removedIds: PresenceId[]; readonly isDone: boolean } {
    const { subscriptionTimeMs } = this.#settings;
    const removedIds: PresenceId[] = [];
    for (let slot; removedIds.length < limit && (slot = this.#order.findExpired(nowMs, subscriptionTimeMs)) !== NONE;) {
      removedIds.push(this.#remove(slot));
    }
    let removed = removedIds.length;
    while (removed < limit && this.#interests.removeExpired(nowMs, subscriptionTimeMs)) removed += 1;
    return { removedIds, isDone: removed < limit };
  }

  #create(id: PresenceId, { nowMs, version, wallMs }: WatchStamp): number {
    const state = { report: NOT_KNOWN_YET, version: version(), confirmedAt: wallMs };
    const slot = this.#slots.acquire();
    this.#ids.add(id, slot);
    this.#order.add(slot, nowMs);
    this.#states.write(slot, state);
    return slot;
  }

  #remove(slot: number): PresenceId {
    this.#interests.removeAllOf(slot);
    this.#order.remove(slot);
    this.#states.clear(slot);
    this.#slots.release(slot);
    return this.#ids.delete(slot);
  }
}
