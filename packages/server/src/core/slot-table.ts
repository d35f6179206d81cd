import { NONE } from './columns.ts';

/** Knuth's multiplicative hash, the golden ratio of 2 ** 32: numbers that follow one another come to lie far apart. */
const GOLDEN = 0x9e37_79b1;
const LEAST_CAPACITY = 8;

/**
 * Slots by a key of 32 bits. A `Map` takes 28 to 50 bytes a slot, and several look-ups in memory that is not in the processor's cache; here it is 11 to 16
 * bytes while they become more (32 at most after many have gone), and mostly one look-up.
 *
 * A hash table with open addressing and linear probing, never more than three quarters full. A key may have several slots; a slot stands under one key.
 */
export class SlotTable {
  /** Key and slot, side by side. A place whose slot is {@link NONE} is empty, whatever its key. */
  #pairs = newPairs(LEAST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** For how many slots it has room now, a quarter of which stays empty. */
  get capacity(): number {
    return this.#pairs.length / 2;
  }

  /** The slot of the key, or {@link NONE}; any of them if there are several. */
  find(key: number): number {
    const place = this.seek(key);
    return place === NONE ? NONE : this.slotAt(place);
  }

  /** The place of the key's first slot, or {@link NONE}. Good until the table is changed. */
  seek(key: number): number {
    return this.#seekFrom(key, homeOf(key, this.#pairs.length));
  }

  /** The place of the key's next slot, or {@link NONE}. */
  seekNext(key: number, place: number): number {
    return this.#seekFrom(key, placeAfter(place, this.#pairs.length));
  }

  /** The slot that stands in a place. */
  slotAt(place: number): number {
    return this.#pairs[place + 1] ?? NONE;
  }

  /** @param key a whole number of 32 bits with its sign */
  add(key: number, slot: number): void {
    this.#size += 1;
    if (this.#size * 4 > this.capacity * 3) this.#resize(this.capacity + (this.capacity >> 1));
    put(this.#pairs, key, slot);
  }

  /** Takes a slot out that stands under the key. */
  delete(key: number, slot: number): void {
    let place = this.seek(key);
    while (place !== NONE && this.slotAt(place) !== slot) place = this.seekNext(key, place);
    if (place === NONE) return;
    this.#size -= 1;
    closeGap(this.#pairs, place);
    if (this.capacity > LEAST_CAPACITY && this.#size * 4 < this.capacity) this.#resize(Math.max(LEAST_CAPACITY, this.#size * 2));
  }

  /** All slots, in no order. */
  all(): number[] {
    const slots: number[] = [];
    for (let place = 0; place < this.#pairs.length; place += 2) {
      const slot = this.slotAt(place);
      if (slot !== NONE) slots.push(slot);
    }
    return slots;
  }

  #seekFrom(key: number, from: number): number {
    const pairs = this.#pairs;
    for (let place = from; ; place = placeAfter(place, pairs.length)) {
      if (pairs[place + 1] === NONE) return NONE;
      if (pairs[place] === key) return place;
    }
  }

  #resize(capacity: number): void {
    const before = this.#pairs;
    this.#pairs = newPairs(capacity);
    for (let place = 0; place < before.length; place += 2) {
      const slot = before[place + 1] ?? NONE;
      if (slot !== NONE) put(this.#pairs, before[place] ?? 0, slot);
    }
  }
}

function newPairs(capacity: number): Int32Array {
  return new Int32Array(2 * capacity).fill(NONE);
}

/** The hash as a share of 2 ** 32, of the capacity: so capacities need not be powers of two. */
function homeOf(key: number, length: number): number {
  return 2 * Math.floor(((Math.imul(key, GOLDEN) >>> 0) * (length / 2)) / 2 ** 32);
}

function placeAfter(place: number, length: number): number {
  return place + 2 === length ? 0 : place + 2;
}

function put(pairs: Int32Array, key: number, slot: number): void {
  let place = homeOf(key, pairs.length);
  while (pairs[place + 1] !== NONE) place = placeAfter(place, pairs.length);
  pairs[place] = key;
  pairs[place + 1] = slot;
}

/** Empties a place. Whatever was put behind it only because it was taken moves up, as a search ends at an empty place. */
function closeGap(pairs: Int32Array, place: number): void {
  const { length } = pairs;
  let gap = place;
  for (let next = placeAfter(gap, length); pairs[next + 1] !== NONE; next = placeAfter(next, length)) {
    const home = homeOf(pairs[next] ?? 0, length);
    if ((next - home + length) % length < (next - gap + length) % length) continue;
    pairs[gap] = pairs[next] ?? 0;
    pairs[gap + 1] = pairs[next + 1] ?? NONE;
    gap = next;
  }
  pairs[gap + 1] = NONE;
}
