/** One thing in a {@link TimeQueue}, to take it out again. */
export interface Queued<T> {
  readonly atMs: number;
  readonly item: T;
}

interface Entry<T> extends Queued<T> {
  /** Of two at the same time the one that was added first comes first: a run has to be repeatable. */
  readonly order: number;
  /** Where it is in the heap. */
  place: number;
}

/** Place of what is in the heap no more. */
const NOWHERE = -1;

/** What happens later, the earliest first: a binary heap, so adding, taking and removing cost log n. Times are milliseconds of one clock. */
export class TimeQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the earliest item; undefined when there is none. */
  get nextAtMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  /** The earliest item, left where it is; undefined when there is none. */
  get next(): T | undefined {
    return this.#heap[0]?.item;
  }

  add(atMs: number, item: T): Queued<T> {
    const entry = { atMs, order: (this.#order += 1), item, place: this.#heap.length };
    this.#heap.push(entry);
    this.#rise(entry);
    return entry;
  }

  /** Takes the earliest item out; undefined when there is none. */
  takeNext(): T | undefined {
    const first = this.#heap[0];
    if (first !== undefined) this.remove(first);
    return first?.item;
  }

  /** Takes one out; false if it is not in this queue (any more). */
  remove(queued: Queued<T>): boolean {
    const entry = queued as Entry<T>;
    const { place } = entry;
    if (this.#heap[place] !== entry) return false;
    entry.place = NOWHERE;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return true;
    last.place = place;
    this.#heap[place] = last;
    this.#rise(last);
    this.#sink(last);
    return true;
  }

  clear(): void {
    for (const entry of this.#heap) entry.place = NOWHERE;
    this.#heap.length = 0;
  }

  #rise(entry: Entry<T>): void {
    while (entry.place > 0) {
      const parent = this.#heap[(entry.place - 1) >> 1];
      if (parent === undefined || !isBefore(entry, parent)) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: Entry<T>): void {
    for (;;) {
      const child = this.#earlierChild(entry.place);
      if (child === undefined || !isBefore(child, entry)) return;
      this.#swap(child, entry);
    }
  }

  #earlierChild(place: number): Entry<T> | undefined {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
  }

  #swap(lower: Entry<T>, upper: Entry<T>): void {
    const { place } = lower;
    lower.place = upper.place;
    upper.place = place;
    this.#heap[lower.place] = lower;
    this.#heap[upper.place] = upper;
  }
}

function isBefore<T>(one: Entry<T>, other: Entry<T>): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
