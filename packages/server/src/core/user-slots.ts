import { SlotPool } from './slot-pool.ts';

/**
 * Numbers for users, so that what is kept of a user can stand in a column. A number stays a user's while anybody holds it: it is
 * taken once for each that holds it and freed when the last one let go.
 */
export class UserSlots {
  readonly #slotOf = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #holders: number[] = [];
  readonly #slots = new SlotPool();

  /** How many users have a number. */
  get size(): number {
    return this.#slots.size;
  }

  /** The number of the user, if he has one now. */
  find(username: string): number | undefined {
    return this.#slotOf.get(username);
  }

  /** The name of the user with that number, which is held. */
  nameOf(user: number): string {
    return this.#names[user] ?? '';
  }

  /** Takes hold of the user's number. */
  hold(username: string): number {
    const known = this.#slotOf.get(username);
    const user = known ?? this.#slots.acquire();
    if (known === undefined) {
      this.#slotOf.set(username, user);
      this.#names[user] = username;
      this.#holders[user] = 0;
    }
    this.#holders[user] = (this.#holders[user] ?? 0) + 1;
    return user;
  }

  /** Lets go of it; to be called once for each hold. */
  release(user: number): void {
    const holders = (this.#holders[user] ?? 1) - 1;
    this.#holders[user] = holders;
    if (holders > 0) return;
    this.#slotOf.delete(this.nameOf(user));
    this.#names[user] = '';
    this.#slots.release(user);
  }
}
