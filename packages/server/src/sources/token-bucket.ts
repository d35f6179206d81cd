/** Times are sums of fractions: less than this is nothing. Milliseconds. */
const TOLERANCE_MS = 1e-6;

/**
 * A rate limit that lets a burst through; decides by the times it is given, waits for nobody. Kept as one number, the time at which the
 * bucket would be full again (the generic cell rate algorithm of ITU-T I.371).
 */
export class TokenBucket {
  readonly #intervalMs: number;
  readonly #burstMs: number;
  #fullAtMs = -Infinity;

  /**
   * @param perSecond tokens that come in a second; may be a fraction
   * @param burst most that are kept, 1 at least; left out: one second's worth
   */
  constructor(perSecond: number, burst = Math.max(1, perSecond)) {
    this.#intervalMs = 1000 / perSecond;
    this.#burstMs = burst * this.#intervalMs;
  }

  /**
   * Takes one token and gives 0, or takes none and tells how many milliseconds until there is one.
   *
   * @param nowMs monotonic milliseconds
   */
  take(nowMs: number): number {
    return this.reserve(nowMs, 0) ?? this.waitMs(nowMs);
  }

  /** How many milliseconds until there is a token; takes none. */
  waitMs(nowMs: number): number {
    const waitMs = Math.max(this.#fullAtMs, nowMs) + this.#intervalMs - this.#burstMs - nowMs;
    return waitMs > TOLERANCE_MS ? Math.ceil(waitMs - TOLERANCE_MS) : 0;
  }

  /**
   * Takes a token that comes within so many milliseconds, and tells after how many it may be used; undefined, and none taken, when it takes longer. Others wait
   * behind it.
   */
  reserve(nowMs: number, mostMs: number): number | undefined {
    const waitMs = this.waitMs(nowMs);
    if (waitMs > mostMs) return undefined;
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + this.#intervalMs;
    return waitMs;
  }

  /** Throws away what was saved up: from now on tokens are had only as fast as they come. */
  drain(nowMs: number): void {
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs + this.#burstMs);
  }
}
