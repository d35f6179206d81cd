interface Entry<T> {
  readonly atMs: number;
  /** Of two at the same time the one that was added first comes first: a run has to be repeatable. */
  readonly order: number;
  readonly item: T;
}

/** What happens later, the earliest first: a binary heap, so adding and taking cost log n. Times are monotonic milliseconds. */
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

  add(atMs: number, item: T): void {
    const entry = { atMs, order: (this.#order += 1), item };
    let place = this.#heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(entry, parent)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#heap[place] = entry;
  }

  /** Takes the earliest item out; undefined when there is none. */
  takeNext(): T | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first?.item;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  /** Finds the place of an entry from the top down. */
  #sink(entry: Entry<T>): void {
    let place = 0;
    for (;;) {
      const child = this.#earlierChild(place);
      if (child === undefined || this.#isBefore(entry, child)) break;
      this.#move(child, place);
      place = child;
    }
    this.#heap[place] = entry;
  }

  #earlierChild(place: number): number | undefined {
    const left = 2 * place + 1;
    const right = left + 1;
    const rightEntry = this.#heap[right];
    if (rightEntry !== undefined && this.#isBefore(rightEntry, left)) return right;
    return left < this.#heap.length ? left : undefined;
  }

  #isBefore(entry: Entry<T>, place: number): boolean {
    const other = this.#heap[place];
    if (other === undefined) return true;
    return entry.atMs < other.atMs || (entry.atMs === other.atMs && entry.order < other.order);
  }

  #move(from: number, to: number): void {
    const entry = this.#heap[from];
    if (entry !== undefined) this.#heap[to] = entry;
  }
}
