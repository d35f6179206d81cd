import { grown, grownSize, LeaseOrder, NONE } from './lease-order.ts';
import { SlotPool } from './slot-pool.ts';

/** A signed-in user, as far as his interests go. */
export interface Watcher {
  readonly username: string;
  /** Interest slot by subscription slot. */
  readonly interests: Map<number, number>;
}

/**
 * The interests: one watcher's own lease on one subscription. Interests of one subscription form a chain through columns, so that a
 * push finds the watchers without a set object a subscription.
 */
export class InterestTable {
  readonly #order = new LeaseOrder();
  readonly #slots = new SlotPool();
  readonly #watchers = new Map<string, Watcher>();
  readonly #watcherOf: (Watcher | undefined)[] = [];
  #subscriptionOf = new Int32Array(64);
  #nextInChain = new Int32Array(64);
  #previousInChain = new Int32Array(64);
  /** First interest by subscription slot. */
  #firstOf = new Int32Array(64).fill(NONE);

  get size(): number {
    return this.#slots.size;
  }

  /** The watcher of that name, if he has any interest. */
  findWatcher(username: string): Watcher | undefined {
    return this.#watchers.get(username);
  }

  /** Gives the user an interest in a subscription he has none in yet, as the youngest. */
  add(username: string, subscription: number, nowMs: number): void {
    const watcher = this.#watchers.get(username) ?? { username, interests: new Map<number, number>() };
    this.#watchers.set(username, watcher);
    const interest = this.#slots.acquire();
    this.#ensureSize(interest, subscription);
    this.#watcherOf[interest] = watcher;
    this.#subscriptionOf[interest] = subscription;
    watcher.interests.set(subscription, interest);
    this.#order.add(interest, nowMs);
    this.#linkFirst(interest, subscription);
  }

  /** Renews the user's interest; false if he has none. */
  renew(username: string, subscription: number, nowMs: number): boolean {
    const interest = this.#watchers.get(username)?.interests.get(subscription);
    if (interest === undefined) return false;
    this.#order.renew(interest, nowMs);
    return true;
  }

  /** Milliseconds since the user's last keep-alive for, or search of, the subscription; undefined if he has no interest in it. */
  findAgeMs(username: string, subscription: number, nowMs: number): number | undefined {
    const interest = this.#watchers.get(username)?.interests.get(subscription);
    return interest === undefined ? undefined : this.#order.ageMs(interest, nowMs);
  }

  /** Calls with every username that has an interest in the subscription. */
  forEachWatcher(subscription: number, visit: (username: string) => void): void {
    for (let interest = this.#firstOf[subscription] ?? NONE; interest !== NONE; interest = this.#nextInChain[interest] ?? NONE) {
      const watcher = this.#watcherOf[interest];
      if (watcher !== undefined) visit(watcher.username);
    }
  }

  /** Removes the oldest interest if it is older than the age; false if there is none such. */
  removeExpired(nowMs: number, maxAgeMs: number): boolean {
    const interest = this.#order.findExpired(nowMs, maxAgeMs);
    if (interest === NONE) return false;
    this.#remove(interest);
    return true;
  }

  /** Removes every interest in a subscription, because the subscription goes. */
  removeAllOf(subscription: number): void {
    for (let interest = this.#firstOf[subscription] ?? NONE; interest !== NONE; interest = this.#firstOf[subscription] ?? NONE) {
      this.#remove(interest);
    }
  }

  #remove(interest: number): void {
    const watcher = this.#watcherOf[interest];
    const subscription = this.#subscriptionOf[interest] ?? NONE;
    this.#unlink(interest, subscription);
    this.#order.remove(interest);
    this.#watcherOf[interest] = undefined;
    watcher?.interests.delete(subscription);
    if (watcher?.interests.size === 0) this.#watchers.delete(watcher.username);
    this.#slots.release(interest);
  }

  #linkFirst(interest: number, subscription: number): void {
    const first = this.#firstOf[subscription] ?? NONE;
    this.#nextInChain[interest] = first;
    this.#previousInChain[interest] = NONE;
    if (first !== NONE) this.#previousInChain[first] = interest;
    this.#firstOf[subscription] = interest;
  }

  #unlink(interest: number, subscription: number): void {
    const next = this.#nextInChain[interest] ?? NONE;
    const previous = this.#previousInChain[interest] ?? NONE;
    if (next !== NONE) this.#previousInChain[next] = previous;
    if (previous === NONE) this.#firstOf[subscription] = next;
    else this.#nextInChain[previous] = next;
  }

  #ensureSize(interest: number, subscription: number): void {
    if (interest >= this.#subscriptionOf.length) {
      const size = grownSize(this.#subscriptionOf.length, interest);
      this.#subscriptionOf = grown(this.#subscriptionOf, new Int32Array(size));
      this.#nextInChain = grown(this.#nextInChain, new Int32Array(size));
      this.#previousInChain = grown(this.#previousInChain, new Int32Array(size));
    }
    if (subscription >= this.#firstOf.length) {
      const size = grownSize(this.#firstOf.length, subscription);
      this.#firstOf = grown(this.#firstOf, new Int32Array(size).fill(NONE));
    }
  }
}
