import { grown, grownSize, NONE } from './columns.ts';

/**
 * Leases in the order of their last renewal, oldest first. As all leases of one order have the same length, this is also the order in
 * which they expire: a cleanup looks at the oldest and stops at the first that is young, however many there are.
 *
 * An intrusive doubly linked list over numbered slots, kept in columns: 12 bytes a lease and O(1) for everything. Time is the caller's, in
 * milliseconds, of which only whole ones count, and must not run backwards from lease to lease. It is kept modulo 2 ** 32 and told apart by the
 * sign of the difference, as sequence numbers are (RFC 1982): ages are right up to 24 days. A lease is a day at most, and a cleanup comes at least every
 * other day.
 */
export class LeaseOrder {
  #renewedAtMs = new Int32Array(64);
  #older = new Int32Array(64);
  #newer = new Int32Array(64);
  #oldest = NONE;
  #newest = NONE;

  /** Slot of the lease that was renewed longest ago, or {@link NONE}. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Slot of the lease that was renewed next after this one, or {@link NONE}. */
  newerThan(slot: number): number {
    return this.#newer[slot] ?? NONE;
  }

  /** Puts a new lease in, as the youngest. The slot must not be in the order. */
  add(slot: number, nowMs: number): void {
    if (slot >= this.#renewedAtMs.length) this.#grow(slot);
    this.#append(slot, nowMs);
  }

  /** Makes a lease the youngest. */
  renew(slot: number, nowMs: number): void {
    if (slot === this.#newest) {
      this.#renewedAtMs[slot] = nowMs;
      return;
    }
    this.remove(slot);
    this.#append(slot, nowMs);
  }

  /** Takes a lease out. */
  remove(slot: number): void {
    const older = this.#older[slot] ?? NONE;
    const newer = this.#newer[slot] ?? NONE;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  /** Whole milliseconds since the last renewal; negative when that is later than the time given. */
  ageMs(slot: number, nowMs: number): number {
    return ((nowMs | 0) - (this.#renewedAtMs[slot] ?? 0)) | 0;
  }

  /** The oldest lease if it is older than the given age (not: as old as), else {@link NONE}. */
  findExpired(nowMs: number, maxAgeMs: number): number {
    const slot = this.#oldest;
    return slot !== NONE && this.ageMs(slot, nowMs) > maxAgeMs ? slot : NONE;
  }

  #append(slot: number, nowMs: number): void {
    this.#renewedAtMs[slot] = nowMs;
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    if (this.#newest === NONE) this.#oldest = slot;
    else this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  #grow(slot: number): void {
    const size = grownSize(this.#renewedAtMs.length, slot);
    this.#renewedAtMs = grown(this.#renewedAtMs, new Int32Array(size));
    this.#older = grown(this.#older, new Int32Array(size));
    this.#newer = grown(this.#newer, new Int32Array(size));
  }
}
