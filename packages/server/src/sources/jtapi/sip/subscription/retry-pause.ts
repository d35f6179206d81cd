import type { Chance } from '../../../../ports/clock.ts';
import { reconnectDelayMs } from '../../../reconnect-delay.ts';

/** Shortest and longest pause that a far end may ask for; seconds. */
const LEAST_RETRY_AFTER = 1;
const MOST_RETRY_AFTER = 3600;

/** Pauses between tries: what the far end asks for, else longer from one to the next. */
export class RetryPause {
  readonly #chance: Chance;
  #failures = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Milliseconds. @param retryAfterSeconds what the far end asks for */
  nextMs(retryAfterSeconds?: number): number {
    if (retryAfterSeconds !== undefined) return Math.min(MOST_RETRY_AFTER, Math.max(LEAST_RETRY_AFTER, retryAfterSeconds)) * 1000;
    this.#failures += 1;
    return reconnectDelayMs('lost', this.#failures - 1, this.#chance);
  }

  /** None at all the first time, for what is to be tried again at once; milliseconds. */
  nextAtOnceMs(): number {
    if (this.#failures > 0) return this.nextMs();
    this.#failures = 1;
    return 0;
  }

  /** All is well: the next pause is a first one. */
  reset(): void {
    this.#failures = 0;
  }
}
