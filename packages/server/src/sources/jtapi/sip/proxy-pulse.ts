import type { Clock, Timer } from '../../../ports/clock.ts';

/** Parts of a pulse. */
export interface ProxyPulseParts {
  readonly clock: Clock;
  /** From one question to the next; milliseconds. */
  readonly periodMs: number;
  /** How long it may then be silent; milliseconds. */
  readonly timeoutMs: number;
  /** When it was last heard; monotonic milliseconds. */
  readonly heardAtMs: () => number;
  readonly ask: () => void;
  readonly onSilent: () => void;
}

/**
 * Asks the proxy again and again whether it is there: over UDP nothing else would tell. Anything it says is a sign of life, but it is asked
 * also while it talks: one that was started again answers, and has forgotten what we wait for. It may be asked more often than its time to
 * answer is long; then that counts from the first question since it was last heard.
 */
export class ProxyPulse {
  readonly #parts: ProxyPulseParts;
  #askTimer: Timer;
  #silenceTimer: Timer | undefined;
  /** Monotonic milliseconds; undefined before the first question. */
  #waitingSinceMs: number | undefined;

  constructor(parts: ProxyPulseParts) {
    this.#parts = parts;
    this.#askTimer = this.#askLater();
  }

  stop(): void {
    this.#askTimer.cancel();
    this.#silenceTimer?.cancel();
  }

  #askLater(): Timer {
    const { clock, periodMs, ask } = this.#parts;
    return clock.startTimer(periodMs, () => {
      this.#askTimer = this.#askLater();
      if (!this.#isWaiting()) this.#listen();
      ask();
    });
  }

  #isWaiting(): boolean {
    return this.#waitingSinceMs !== undefined && this.#parts.heardAtMs() < this.#waitingSinceMs;
  }

  #listen(): void {
    const { clock, timeoutMs, onSilent } = this.#parts;
    this.#silenceTimer?.cancel();
    this.#waitingSinceMs = clock.monotonicMs();
    this.#silenceTimer = clock.startTimer(timeoutMs, () => {
      if (this.#isWaiting()) onSilent();
    });
  }
}
