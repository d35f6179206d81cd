import { MAX_ONLINE_CHANGES, type OnlineUser, type OnlineUsersEvt } from '@lampfield/protocol';

/** Where a user stands after the last change of his. */
export interface OnlineChange {
  readonly user: OnlineUser;
  readonly isOnline: boolean;
  /** Its place among all changes, resets included; the first is 1. */
  readonly order: number;
}

/** What an event says besides the users. */
export type OnlineMoment = Pick<OnlineUsersEvt, 'seq' | 'total'>;

/**
 * Who has come and gone since it was emptied. A set of users and not a queue of events: somebody who came and went ten times is in it once, as he
 * stands. When there are more than an event may name, or the whole list became void, only that is kept.
 */
export class OnlineChanges {
  readonly #byAddress = new Map<string, OnlineChange>();
  /** Place of the last change that is not kept because the list has to be fetched again anyway; 0 when all are kept. */
  #voidOrder = 0;

  get isEmpty(): boolean {
    return this.#byAddress.size === 0 && this.#voidOrder === 0;
  }

  add(change: OnlineChange): void {
    // Neither part of an address may have an at sign, so two users never share a key.
    if (this.#voidOrder === 0) this.#byAddress.set(`${change.user.user}@${change.user.host}`, change);
    if (this.#voidOrder > 0 || this.#byAddress.size > MAX_ONLINE_CHANGES) this.voidAll(change.order);
  }

  /** The list is to be fetched again, for a change at this place. */
  voidAll(order: number): void {
    this.#byAddress.clear();
    this.#voidOrder = order;
  }

  /** Takes over what came after a place in the order. */
  addSince(changes: OnlineChanges, order: number): void {
    if (changes.#voidOrder > order) this.voidAll(changes.#voidOrder);
    for (const change of changes.#byAddress.values()) if (change.order > order) this.add(change);
  }

  /** The event that tells what came after a place in the order; undefined when nothing did. */
  findEventSince(order: number, moment: OnlineMoment): OnlineUsersEvt | undefined {
    if (this.#voidOrder > order) return { ...moment, joined: [], left: [], reset: true };
    const joined: OnlineUser[] = [];
    const left: OnlineUser[] = [];
    for (const change of this.#byAddress.values()) {
      if (change.order > order) (change.isOnline ? joined : left).push(change.user);
    }
    return joined.length + left.length === 0 ? undefined : { ...moment, joined, left };
  }

  clear(): void {
    this.#byAddress.clear();
    this.#voidOrder = 0;
  }
}
