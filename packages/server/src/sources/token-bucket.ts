/** Times are sums of fractions: less than this is nothing. Milliseconds. */
const TOLERANCE_MS = 1e-6;
const BURST_MS = 1000;

/**
 * A rate limit that lets a burst of one second's worth through; decides by the times it is given, waits for nobody. Kept as one number,
 * the time at which the bucket would be full again (the generic cell rate algorithm of ITU-T I.371).
 */
export class TokenBucket {
  readonly #intervalMs: number;
  #fullAtMs = -Infinity;

  /** @param perSecond tokens that come in a second, and most that are kept */
  constructor(perSecond: number) {
    this.#intervalMs = 1000 / perSecond;
  }

  /**
   * Takes one token and gives 0, or takes none and tells how many milliseconds until there is one.
   *
   * @param nowMs monotonic milliseconds
   */
  take(nowMs: number): number {
    const fullAtMs = Math.max(this.#fullAtMs, nowMs);
    const waitMs = fullAtMs + this.#intervalMs - BURST_MS - nowMs;
    if (waitMs > TOLERANCE_MS) return Math.ceil(waitMs - TOLERANCE_MS);
    this.#fullAtMs = fullAtMs + this.#intervalMs;
    return 0;
  }
}
