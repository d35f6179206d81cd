/** A timer that has not fired yet; cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** Time, as this package sees it; the server's own clock fits. */
export interface Clock {
  /** Wall clock, epoch milliseconds; may jump. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start, never backwards. */
  monotonicMs(): number;
  /** Runs the callback once, not before the delay (milliseconds) is over. */
  startTimer(delayMs: number, callback: () => void): Timer;
}

/** Chance, injected so that a run can be repeated. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
}

/** Writes one line with structured fields; they never carry a secret. */
type LogLine = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where this package says what it does; the server's own log fits. */
export interface Log {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** What every part that acts is given. */
export interface Surroundings {
  readonly clock: Clock;
  /** To spread what would otherwise happen at once. */
  readonly chance: Chance;
  readonly log: Log;
}
