import type { Chance, Clock } from '../../../../ports/clock.ts';
import { NamedTimers } from './named-timers.ts';
import { refreshAfterMs, SHORTEST_LEASE_MS } from './refresh-time.ts';

/** Parts of a lease. */
export interface LeaseParts {
  readonly clock: Clock;
  readonly chance: Chance;
  /** It is time to ask for more. */
  readonly onDue: () => void;
  /** Nobody has given more in time. */
  readonly onExpired: () => void;
}

/** Ends that differ by less are the same, told twice; milliseconds. */
const SAME_END_MS = 2000;
/** Longer ones are not made use of: timers would not last for all that a header can say. Seconds. */
const LONGEST_LEASE = 86_400;

/** How long the far end goes on without being asked again, and when to ask. */
export class Lease {
  readonly #parts: LeaseParts;
  readonly #timers: NamedTimers<'due' | 'expired'>;
  /** Monotonic milliseconds. */
  #validUntilMs = -Infinity;
  /** The far end does not want to be asked before; monotonic milliseconds. */
  #putOffUntilMs = -Infinity;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
    this.#timers = new NamedTimers(parts.clock);
  }

  get isValid(): boolean {
    return this.#parts.clock.monotonicMs() < this.#validUntilMs;
  }

  /** The far end wants to be left alone for a while. */
  get isPutOff(): boolean {
    return this.#parts.clock.monotonicMs() < this.#putOffUntilMs;
  }

  /** The far end says how much is left; seconds. Each of its messages says so, so that what is known already changes nothing. */
  adopt(seconds: number): void {
    const { clock, chance, onDue, onExpired } = this.#parts;
    const validForMs = Math.max(Math.min(seconds, LONGEST_LEASE) * 1000, SHORTEST_LEASE_MS);
    const nowMs = clock.monotonicMs();
    const validUntilMs = nowMs + validForMs;
    if (this.#timers.isRunning('due') && Math.abs(validUntilMs - this.#validUntilMs) < SAME_END_MS) return;
    this.#validUntilMs = validUntilMs;
    this.#timers.start('due', Math.max(refreshAfterMs(validForMs, chance), this.#putOffUntilMs - nowMs), onDue);
    this.#timers.start('expired', validForMs, onExpired);
  }

  /** Asking did not help: asks again after a pause, milliseconds, if there is still a lease by then. */
  askAgainAfter(pauseMs: number): void {
    this.#timers.start('due', pauseMs, this.#parts.onDue);
  }

  /** The far end wants to be asked after a pause, milliseconds, and not before. */
  putOff(pauseMs: number): void {
    this.#putOffUntilMs = this.#parts.clock.monotonicMs() + pauseMs;
    this.askAgainAfter(pauseMs);
  }

  /** Asks for nothing any more; what was granted runs out. */
  runOut(): void {
    const leftMs = this.#validUntilMs - this.#parts.clock.monotonicMs();
    this.#timers.cancelAll();
    this.#timers.start('expired', Math.max(0, leftMs), this.#parts.onExpired);
  }

  /** Asks for nothing until the next `adopt`; what was granted stays granted. */
  rest(): void {
    this.#timers.cancelAll();
    this.#putOffUntilMs = -Infinity;
  }

  /** There is none any more. */
  end(): void {
    this.rest();
    this.#validUntilMs = -Infinity;
  }
}
