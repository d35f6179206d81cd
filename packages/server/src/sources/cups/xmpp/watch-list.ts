/** Parts of a watch list. */
export interface WatchListParts {
  /** Most addresses that are wanted at once. */
  readonly most: number;
  /** An address became wanted, or is not wanted any more. */
  readonly onChanged: (bare: string) => void;
}

/**
 * Which addresses are wanted at the chat server: those observed, and never more than the account may have. What does not fit waits for
 * a place, in order.
 */
export class WatchList {
  readonly #parts: WatchListParts;
  readonly #observed = new Set<string>();
  readonly #waiting = new Set<string>();

  constructor(parts: WatchListParts) {
    this.#parts = parts;
  }

  /** True if the address has a place now; false if it waits for one. */
  observe(bare: string): boolean {
    if (this.#observed.has(bare)) return true;
    if (this.#observed.size >= this.#parts.most) {
      this.#waiting.add(bare);
      return false;
    }
    this.#observed.add(bare);
    this.#parts.onChanged(bare);
    return true;
  }

  /** The place goes to whoever has waited longest. */
  release(bare: string): void {
    this.#waiting.delete(bare);
    if (!this.#observed.delete(bare)) return;
    this.#parts.onChanged(bare);
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.observe(next);
  }

  /** Releases all at once. */
  clear(): void {
    this.#waiting.clear();
    for (const bare of [...this.#observed]) this.release(bare);
  }

  /** It has to be on the contact list. */
  isWanted(bare: string): boolean {
    return this.#observed.has(bare);
  }

  /** All that are wanted. */
  wanted(): string[] {
    return [...this.#observed];
  }
}
