import type { Clock, ManualClock, Timer } from '@lampfield/server/testing';

/** The clock of one server process in the world's time. Its timers end with the process; its machine's wall clock may be wrong. */
export class ProcessClock implements Clock {
  readonly #time: ManualClock;
  readonly #wallOffsetMs: number;
  readonly #running = new Set<Timer>();
  #hasEnded = false;

  /** @param wallOffsetMs how far the wall clock is from the true one; milliseconds */
  constructor(time: ManualClock, wallOffsetMs: number) {
    this.#time = time;
    this.#wallOffsetMs = wallOffsetMs;
  }

  /** Timers and ticks that wait: a number that only grows is a leak. */
  get waitingCount(): number {
    return this.#running.size;
  }

  wallMs(): number {
    return this.#time.wallMs() + this.#wallOffsetMs;
  }

  monotonicMs(): number {
    return this.#time.monotonicMs();
  }

  startTimer(delayMs: number, callback: () => void): Timer {
    const timer: Timer = this.#time.startTimer(delayMs, () => {
      this.#running.delete(timer);
      callback();
    });
    return this.#keep(timer);
  }

  startTick(callback: () => void): Timer {
    return this.startTimer(0, callback);
  }

  /** The process has ended: nothing of it runs any more. */
  end(): void {
    this.#hasEnded = true;
    for (const timer of this.#running) timer.cancel();
    this.#running.clear();
  }

  #keep(timer: Timer): Timer {
    if (this.#hasEnded) timer.cancel();
    else this.#running.add(timer);
    return {
      cancel: () => {
        timer.cancel();
        this.#running.delete(timer);
      },
    };
  }
}
