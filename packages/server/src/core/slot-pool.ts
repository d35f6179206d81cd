/** Hands out small whole numbers for use as places in columns, used ones again first. */
export class SlotPool {
  readonly #free: number[] = [];
  #next = 0;

  /** How many are in use. */
  get size(): number {
    return this.#next - this.#free.length;
  }

  acquire(): number {
    const reused = this.#free.pop();
    if (reused !== undefined) return reused;
    this.#next += 1;
    return this.#next - 1;
  }

  /** Gives a slot back; it must be in use. */
  release(slot: number): void {
    this.#free.push(slot);
  }
}
