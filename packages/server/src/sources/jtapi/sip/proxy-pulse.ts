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
 * also while it talks: one that was started again answers, and has forgotten what we wait for.
 */
export class ProxyPulse {
  readonly #parts: ProxyPulseParts;
  #timer: Timer;

  constructor(parts: ProxyPulseParts) {
    this.#parts = parts;
    this.#timer = this.#askAfter(parts.periodMs);
  }

  stop(): void {
    this.#timer.cancel();
  }

  #askAfter(delayMs: number): Timer {
    const { clock, ask } = this.#parts;
    return clock.startTimer(delayMs, () => {
      const askedAtMs = clock.monotonicMs();
      this.#timer = this.#listen(askedAtMs);
      ask();
    });
  }

  #listen(askedAtMs: number): Timer {
    const { clock, periodMs, timeoutMs, heardAtMs, onSilent } = this.#parts;
    return clock.startTimer(timeoutMs, () => {
      if (heardAtMs() < askedAtMs) onSilent();
      else this.#timer = this.#askAfter(Math.max(0, periodMs - timeoutMs));
    });
  }
}
