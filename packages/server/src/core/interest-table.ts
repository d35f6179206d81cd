import { grown, grownSize, NONE } from './columns.ts';
import { LeaseOrder } from './lease-order.ts';
import { SlotPool } from './slot-pool.ts';
import { SlotTable } from './slot-table.ts';
import type { UserSlots } from './user-slots.ts';

/**
 * The interests: one watcher's own lease on one subscription. Interests of one subscription form a chain through columns, so that a
 * push finds the watchers without a set object a subscription.
 */
export class InterestTable {
  readonly #users: UserSlots;
  readonly #order = new LeaseOrder();
  readonly #slots = new SlotPool();
  /** Of each user, by subscription. */
  readonly #interestsOf: (SlotTable | undefined)[] = [];
  #userOf = new Int32Array(64);
  #subscriptionOf = new Int32Array(64);
  #nextInChain = new Int32Array(64);
  #previousInChain = new Int32Array(64);
  /** First interest by subscription slot. */
  #firstOf = new Int32Array(64).fill(NONE);

  constructor(users: UserSlots) {
    this.#users = users;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** In how many subscriptions the user has an interest. */
  countOf(username: string): number {
    return this.#findAll(username)?.size ?? 0;
  }

  /** Whether the user has an interest in the subscription. */
  has(username: string, subscription: number): boolean {
    return this.#find(username, subscription) !== NONE;
  }

  /** The subscriptions that the user has an interest in. */
  subscriptionsOf(username: string): number[] {
    return (this.#findAll(username)?.all() ?? []).map((interest) => this.#subscriptionOf[interest] ?? NONE);
  }

  /** Gives the user an interest in a subscription he has none in yet, as the youngest. */
  add(username: string, subscription: number, nowMs: number): void {
    const user = this.#holdUser(username);
    const interest = this.#slots.acquire();
    this.#ensureSize(interest, subscription);
    this.#userOf[interest] = user;
    this.#subscriptionOf[interest] = subscription;
    this.#interestsOf[user]?.add(subscription, interest);
    this.#order.add(interest, nowMs);
    this.#linkFirst(interest, subscription);
  }

  /** Renews the user's interest; false if he has none. */
  renew(username: string, subscription: number, nowMs: number): boolean {
    const interest = this.#find(username, subscription);
    if (interest === NONE) return false;
    this.#order.renew(interest, nowMs);
    return true;
  }

  /** Milliseconds since the user's last keep-alive for, or search of, the subscription; undefined if he has no interest in it. */
  findAgeMs(username: string, subscription: number, nowMs: number): number | undefined {
    const interest = this.#find(username, subscription);
    return interest === NONE ? undefined : this.#order.ageMs(interest, nowMs);
  }

  /** Calls with the number of every user that has an interest in the subscription. */
  forEachWatcher(subscription: number, visit: (user: number) => void): void {
    for (let interest = this.#firstOf[subscription] ?? NONE; interest !== NONE; interest = this.#nextInChain[interest] ?? NONE) {
      visit(this.#userOf[interest] ?? NONE);
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

  /** Removes every interest of a user. */
  removeAllOfUser(username: string): void {
    for (const interest of this.#findAll(username)?.all() ?? []) this.#remove(interest);
  }

  #find(username: string, subscription: number): number {
    return this.#findAll(username)?.find(subscription) ?? NONE;
  }

  #findAll(username: string): SlotTable | undefined {
    const user = this.#users.find(username);
    return user === undefined ? undefined : this.#interestsOf[user];
  }

  /** The user's number is held once, however many interests he has. */
  #holdUser(username: string): number {
    const known = this.#users.find(username);
    if (known !== undefined && this.#interestsOf[known] !== undefined) return known;
    const user = this.#users.hold(username);
    this.#interestsOf[user] = new SlotTable();
    return user;
  }

  #remove(interest: number): void {
    const user = this.#userOf[interest] ?? NONE;
    const subscription = this.#subscriptionOf[interest] ?? NONE;
    const interests = this.#interestsOf[user];
    this.#unlink(interest, subscription);
    this.#order.remove(interest);
    this.#slots.release(interest);
    interests?.delete(subscription, interest);
    if (interests?.size !== 0) return;
    this.#interestsOf[user] = undefined;
    this.#users.release(user);
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
      this.#userOf = grown(this.#userOf, new Int32Array(size));
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
