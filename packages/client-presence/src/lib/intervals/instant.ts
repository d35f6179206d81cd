/**
 * A moment, read from both clocks at once. The wall clock goes on while a laptop sleeps but may be set; the monotonic one cannot be
 * set but may stand still during sleep. Serialisable, so that it can travel in actions and live in the store.
 */
export interface Instant {
  /** Epoch milliseconds. */
  readonly wallMs: number;
  /** Milliseconds since an arbitrary start, never backwards. */
  readonly monotonicMs: number;
}

/**
 * How long ago `then` was, milliseconds: the larger of both clocks' differences, so that neither sleep nor a clock set back makes
 * anything look younger than it is. Never negative.
 */
export function ageMs(then: Instant, now: Instant): number {
  return Math.max(now.monotonicMs - then.monotonicMs, now.wallMs - then.wallMs, 0);
}

/** How much further the wall clock went than the monotonic one between two moments, milliseconds: sleep, or a clock that was set. */
export function jumpMs(then: Instant, now: Instant): number {
  return now.wallMs - then.wallMs - (now.monotonicMs - then.monotonicMs);
}
