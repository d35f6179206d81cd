/** How much of the past counts for the cost of the next push: a tenth is forgotten with each. */
const MEMORY = 0.9;

/** Below this, waiting costs more than it saves; milliseconds, and about as exact as timers are. */
const SHORTEST_HOLD_MS = 1;

/** A change on its own is never held: there is nothing it could go out with. */
const FEWEST_HELD = 2;

/**
 * How long changes are held back so that more of them go out together. One write that carries five items costs little more than
 * one that carries one, so where much is to be written, waiting for more saves work; where little is, it only costs time. Changes are
 * held no longer than it will take to write them, so waiting at most doubles what it takes anyway, and never longer than the window.
 *
 * Pure: what a push took is told.
 */
export class PushPace {
  readonly #windowMs: number;
  #costMs = 0;

  /** @param windowMs longest that a change is held; 0 for never */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** How long to hold so many changes; milliseconds, 0 for not at all. */
  holdMs(changes: number): number {
    const expectedMs = Math.min(changes * this.#costMs, this.#windowMs);
    return changes < FEWEST_HELD || expectedMs < SHORTEST_HOLD_MS ? 0 : expectedMs;
  }

  /** So many changes have been pushed, and that took so long. */
  note(changes: number, tookMs: number): void {
    if (changes > 0) this.#costMs = MEMORY * this.#costMs + (1 - MEMORY) * (tookMs / changes);
  }
}
