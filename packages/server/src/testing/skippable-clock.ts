import type { Clock, Timer } from '../ports/clock.ts';
import { systemClock } from '../system-clock.ts';
import { ManualClock } from './manual-clock.ts';

/**
 * A clock for tests over real sockets: time stands still until it is skipped, while ticks are the event loop's own, because the network
 * does not wait for a test. It starts at the present, so that browsers and cookies agree with it.
 */
export class SkippableClock implements Clock {
  readonly #manual = new ManualClock(systemClock.wallMs());

  wallMs(): number {
    return this.#manual.wallMs();
  }

  monotonicMs(): number {
    return this.#manual.monotonicMs();
  }

  startTimer(delayMs: number, callback: () => void): Timer {
    return this.#manual.startTimer(delayMs, callback);
  }

  startTick(callback: () => void): Timer {
    return systemClock.startTick(callback);
  }

  /** Moves time on, running every timer that becomes due, at its time. */
  skip(ms: number): void {
    this.#manual.advance(ms);
  }
}
