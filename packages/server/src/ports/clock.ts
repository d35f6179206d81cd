/** A timer that has not fired yet; cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Time, as the rest of the server sees it. Only one file implements it with the real thing (`system-clock.ts`); everything that
 * decides takes `now` as an argument instead.
 */
export interface Clock {
  /** Wall clock, epoch milliseconds: for what people and other machines read. It may jump. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start, never backwards, fractions included: for ages and deadlines. */
  monotonicMs(): number;
  /** Runs the callback once, not before the delay (milliseconds) is over. The timer does not keep the process alive. */
  startTimer(delayMs: number, callback: () => void): Timer;
  /** Runs the callback once the work at hand is done and waiting input has been read: the end of a tick. */
  startTick(callback: () => void): Timer;
}

/** Chance, injected so that a run can be repeated. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
}
