import { grownSize, NONE } from './lease-order.ts';

/** Knuth's multiplicative hash: the golden ratio of 2 ** 32. Numbers that follow one another come to lie far apart. */
const GOLDEN = 0x9e37_79b1;
const LEAST_LENGTH = 8;

/**
 * Slots of a set of columns by a number that stands in one of the columns, as a hash table of 5 to 8 bytes a slot, where a `Map` takes 28 to 50. Open
 * addressing with linear probing, half to three quarters full while it grows. Numbers are not negative, and none is there twice.
 *
 * The column is the caller's and is given with each call: it may have been moved to a larger one meanwhile.
 */
export class SlotTable {
  #slots = new Int32Array(LEAST_LENGTH).fill(NONE);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot whose number it is, or {@link NONE}. */
  find(key: number, keys: Int32Array): number {
    const slots = this.#slots;
    for (let at = homeOf(key, slots.length); ; at = after(at, slots.length)) {
      const slot = slots[at] ?? NONE;
      if (slot === NONE || keys[slot] === key) return slot;
    }
  }

  /** Takes a slot in whose number stands in the column already, and is not in the table yet. */
  add(slot: number, keys: Int32Array): void {
    this.#size += 1;
    if (this.#size * 4 > this.#slots.length * 3) this.#resize(grownSize(this.#slots.length, this.#size), keys);
    place(this.#slots, slot, keys);
  }

  /** Takes a slot out; its number must still stand in the column. */
  delete(slot: number, keys: Int32Array): void {
    const slots = this.#slots;
    const length = slots.length;
    let hole = homeOf(keys[slot] ?? 0, length);
    while (slots[hole] !== slot) hole = after(hole, length);
    slots[hole] = NONE;
    this.#size -= 1;
    // Whatever was put behind the hole only because the place was taken moves up: a search ends at a hole.
    for (let at = after(hole, length); ; at = after(at, length)) {
      const moving = slots[at] ?? NONE;
      if (moving === NONE) break;
      const home = homeOf(keys[moving] ?? 0, length);
      if ((at - home + length) % length < (at - hole + length) % length) continue;
      slots[hole] = moving;
      slots[at] = NONE;
      hole = at;
    }
    if (length > LEAST_LENGTH && this.#size * 4 < length) this.#resize(Math.max(LEAST_LENGTH, this.#size * 2), keys);
  }

  /** All slots, in no order. */
  all(): number[] {
    return Array.from(this.#slots).filter((slot) => slot !== NONE);
  }

  #resize(length: number, keys: Int32Array): void {
    const slots = this.#slots;
    this.#slots = new Int32Array(length).fill(NONE);
    for (const slot of slots) if (slot !== NONE) place(this.#slots, slot, keys);
  }
}

function place(slots: Int32Array, slot: number, keys: Int32Array): void {
  let at = homeOf(keys[slot] ?? 0, slots.length);
  while (slots[at] !== NONE) at = after(at, slots.length);
  slots[at] = slot;
}

/** The hash as a share of 2 ** 32, of the length: so that lengths need not be powers of two. */
function homeOf(key: number, length: number): number {
  return Math.floor(((Math.imul(key, GOLDEN) >>> 0) * length) / 2 ** 32);
}

function after(at: number, length: number): number {
  return at + 1 === length ? 0 : at + 1;
}
