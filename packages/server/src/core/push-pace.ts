/** How much of the past counts for the cost of the next push: a tenth is forgotten with each. */
const MEMORY = 0.9;

/**
 * Below this nothing is held: a few changes that a hiccup has brought together are sooner written than waited for, and each that is held has others wait
 * behind it. Milliseconds.
 */
const SHORTEST_HOLD_MS = 4;

/** A change on its own is never held: there is nothing it could go out with. */
const FEWEST_HELD = 2;

/** Waiting has to make a push larger by so much, or it is not worth its time. */
const LEAST_GAIN = 1.1;

/** How much of the past counts for that gain: half is forgotten with each hold, as bursts and streams follow one another quickly. */
const GAIN_MEMORY = 0.5;

/** After so many pushes that were not held because waiting had gained nothing, it is tried again. */
const PUSHES_UNTIL_TRIED_AGAIN = 16;

/**
 * How long changes are held back so that more of them go out together. One write that carries five items costs little more than
 * one that carries one, so where much is to be written, waiting for more saves work; where little is, it only costs time. Changes are
 * held no longer than it will take to write them, so waiting at most doubles what it takes anyway, and never longer than the window.
 * A burst that is there as a whole gains nothing by it, which is learnt from what came during the holds before.
 *
 * Pure: what a push took is told.
 */
export class PushPace {
  readonly #windowMs: number;
  #costMs = 0;
  /** What a push had when it went out, divided by what it had when it was held. */
  #gain = 2 * LEAST_GAIN;
  /** Changes in hand when this hold began; 0 while nothing is held. */
  #heldFrom = 0;
  #pushesNotHeld = 0;

  /** @param windowMs longest that a change is held; 0 for never */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** How long to hold so many changes; milliseconds, 0 for not at all. */
  holdMs(changes: number): number {
    const expectedMs = Math.min(changes * this.#costMs, this.#windowMs);
    if (changes < FEWEST_HELD || expectedMs < SHORTEST_HOLD_MS || !this.#isWorthWaiting()) return 0;
    this.#heldFrom = changes;
    return expectedMs;
  }

  /** So many changes have been pushed, and that took so long. */
  note(changes: number, tookMs: number): void {
    if (changes > 0) this.#costMs = MEMORY * this.#costMs + (1 - MEMORY) * (tookMs / changes);
    if (this.#heldFrom > 0) this.#gain = GAIN_MEMORY * this.#gain + (1 - GAIN_MEMORY) * (changes / this.#heldFrom);
    this.#heldFrom = 0;
  }

  #isWorthWaiting(): boolean {
    if (this.#gain >= LEAST_GAIN) return true;
    this.#pushesNotHeld = (this.#pushesNotHeld + 1) % PUSHES_UNTIL_TRIED_AGAIN;
    return this.#pushesNotHeld === 0;
  }
}
