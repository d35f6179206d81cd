import type { Clock, Timer } from '../../../../ports/clock.ts';

/** Timers by what they are for: of each name at most one runs. */
export class NamedTimers<Name extends string> {
  readonly #clock: Clock;
  readonly #running = new Map<Name, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts it anew, whether it runs or not. @param delayMs milliseconds */
  start(name: Name, delayMs: number, onDue: () => void): void {
    this.cancel(name);
    const timer = this.#clock.startTimer(delayMs, () => {
      this.#running.delete(name);
      onDue();
    });
    this.#running.set(name, timer);
  }

  isRunning(name: Name): boolean {
    return this.#running.has(name);
  }

  cancel(name: Name): void {
    this.#running.get(name)?.cancel();
    this.#running.delete(name);
  }

  cancelAll(): void {
    for (const timer of this.#running.values()) timer.cancel();
    this.#running.clear();
  }
}
