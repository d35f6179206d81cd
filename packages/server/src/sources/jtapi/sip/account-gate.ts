import type { Chance, Clock, Timer } from '../../../ports/clock.ts';
import { reconnectDelayMs } from '../../reconnect-delay.ts';

/** Parts of a gate. */
export interface AccountGateParts {
  readonly clock: Clock;
  readonly chance: Chance;
  /** It is time for one of those who wait to pass and try. */
  readonly onAjar: () => void;
  /** The account is accepted again: all may ask. */
  readonly onOpen: () => void;
}

/** How long a try may take before it counts for nothing; milliseconds. */
const TRY_MS = 60_000;

/**
 * Shut while the proxy refuses our name or password. Each line that asked would be one more failed sign-in, and many of them lock an account or
 * get this machine banned: so one tries, at growing intervals, and the others wait for its luck.
 */
export class AccountGate {
  readonly #parts: AccountGateParts;
  #state: 'open' | 'shut' | 'ajar' | 'tried' = 'open';
  #failures = 0;
  #timer: Timer | undefined;
  #trouble: string | undefined;

  constructor(parts: AccountGateParts) {
    this.#parts = parts;
  }

  /** In words for an operator; undefined while the account is not refused. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Lets one request through, or none; while it is ajar only the first. */
  pass(): boolean {
    if (this.#state === 'ajar') {
      this.#state = 'tried';
      this.#timer = this.#parts.clock.startTimer(TRY_MS, () => this.#wait());
      return true;
    }
    return this.#state === 'open';
  }

  /** The proxy refused us. True if it is news. */
  shut(trouble: string): boolean {
    const isNews = this.#state === 'open';
    this.#trouble = trouble;
    if (this.#state === 'open' || this.#state === 'tried') this.#wait();
    return isNews;
  }

  /** The proxy took our account. What was asked before it refused us, or needed no password, proves nothing. */
  open(): void {
    if (this.#state !== 'tried') return;
    this.stop();
    this.#state = 'open';
    this.#failures = 0;
    this.#trouble = undefined;
    this.#parts.onOpen();
  }

  /** Waits for nothing any more. */
  stop(): void {
    this.#timer?.cancel();
  }

  #wait(): void {
    const { clock, chance, onAjar } = this.#parts;
    this.stop();
    this.#state = 'shut';
    this.#timer = clock.startTimer(reconnectDelayMs('refused', this.#failures, chance), () => {
      this.#state = 'ajar';
      onAjar();
    });
    this.#failures += 1;
  }
}
