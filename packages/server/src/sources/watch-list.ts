/** Parts of a watch list. */
export interface WatchListParts {
  /** Most that are wanted at once. */
  readonly most: number;
  /** One became wanted, or is not wanted any more. */
  readonly onChanged: (name: string) => void;
}

/**
 * Which of those observed are wanted at the far end: never more than it allows. What does not fit waits for a place, in order.
 */
export class WatchList {
  readonly #parts: WatchListParts;
  readonly #observed = new Set<string>();
  readonly #waiting = new Set<string>();

  constructor(parts: WatchListParts) {
    this.#parts = parts;
  }

  /** True if it has a place now; false if it waits for one. */
  observe(name: string): boolean {
    if (this.#observed.has(name)) return true;
    if (this.#observed.size >= this.#parts.most) {
      this.#waiting.add(name);
      return false;
    }
    this.#observed.add(name);
    this.#parts.onChanged(name);
    return true;
  }

  /** The place goes to whoever has waited longest. */
  release(name: string): void {
    this.#waiting.delete(name);
    if (!this.#observed.delete(name)) return;
    this.#parts.onChanged(name);
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.observe(next);
  }

  /** Releases all at once. */
  clear(): void {
    this.#waiting.clear();
    for (const name of [...this.#observed]) this.release(name);
  }

  /** It has a place. */
  isWanted(name: string): boolean {
    return this.#observed.has(name);
  }

  /** All that are wanted. */
  wanted(): string[] {
    return [...this.#observed];
  }
}
