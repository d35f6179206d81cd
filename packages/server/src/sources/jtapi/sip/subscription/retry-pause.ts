import type { Chance, Clock } from '../../../../ports/clock.ts';
import { GOOD_CONNECTION_MS, reconnectDelayMs } from '../../../reconnect-delay.ts';
import type { Reaction } from './reactions.ts';

/** Shortest and longest pause that a far end may ask for; seconds. */
const LEAST_RETRY_AFTER = 1;
const MOST_RETRY_AFTER = 3600;

/** What was refused may be there, or allowed, one day; spread, so that what was refused together does not come back so. Milliseconds. */
const SELDOM_LEAST_MS = 240_000;
const SELDOM_MOST_MS = 360_000;

/** Pauses between tries: what the far end asks for, else longer from one to the next. */
export class RetryPause {
  readonly #clock: Clock;
  readonly #chance: Chance;
  #failures = 0;
  /** Monotonic milliseconds. */
  #begunAtMs = 0;

  constructor(clock: Clock, chance: Chance) {
    this.#clock = clock;
    this.#chance = chance;
  }

  /** Milliseconds. @param retryAfterSeconds what the far end asks for */
  nextMs(retryAfterSeconds?: number): number {
    if (retryAfterSeconds !== undefined) return withinReasonMs(retryAfterSeconds);
    this.#failures += 1;
    return reconnectDelayMs('lost', this.#failures - 1, this.#chance);
  }

  /** What a reaction asks for; milliseconds. @param retryAfterSeconds what the far end asks for */
  afterMs(kind: Reaction['kind'], retryAfterSeconds?: number): number {
    if (kind === 'anew') return this.#nextAtOnceMs();
    return kind === 'seldom' ? this.#nextSeldomMs(retryAfterSeconds) : this.nextMs(retryAfterSeconds);
  }

  /** What was tried works from now on. */
  begun(): void {
    this.#begunAtMs = this.#clock.monotonicMs();
  }

  /** It does not work any more. If it did for a good while, the next pause is a first one. */
  ended(): void {
    if (this.#clock.monotonicMs() - this.#begunAtMs >= GOOD_CONNECTION_MS) this.reset();
  }

  /** All is well: the next pause is a first one. */
  reset(): void {
    this.#failures = 0;
  }

  /** None at all the first time. */
  #nextAtOnceMs(): number {
    if (this.#failures > 0) return this.nextMs();
    this.#failures = 1;
    return 0;
  }

  #nextSeldomMs(retryAfterSeconds = 0): number {
    const spreadMs = SELDOM_LEAST_MS + (SELDOM_MOST_MS - SELDOM_LEAST_MS) * this.#chance.next();
    return Math.max(withinReasonMs(retryAfterSeconds), spreadMs);
  }
}

function withinReasonMs(retryAfterSeconds: number): number {
  return Math.min(MOST_RETRY_AFTER, Math.max(LEAST_RETRY_AFTER, retryAfterSeconds)) * 1000;
}
