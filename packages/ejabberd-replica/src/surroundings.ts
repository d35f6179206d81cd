/** A timer that has not fired yet; cancelling twice, or after it fired, does nothing. */
export interface ReplicaTimer {
  cancel(): void;
}

/** Time, as this package sees it; the server's own clock fits. */
export interface ReplicaClock {
  /** Wall clock, epoch milliseconds; may jump. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start, never backwards. */
  monotonicMs(): number;
  /** Runs the callback once, not before the delay (milliseconds) is over. */
  startTimer(delayMs: number, callback: () => void): ReplicaTimer;
}

/** Writes one line with structured fields; they never carry a secret. */
type ReplicaLogLine = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where this package says what it does; the server's own log fits. */
export interface ReplicaLog {
  readonly debug: ReplicaLogLine;
  readonly info: ReplicaLogLine;
  readonly warn: ReplicaLogLine;
  readonly error: ReplicaLogLine;
}

/** What every part that acts is given. */
export interface ReplicaSurroundings {
  readonly clock: ReplicaClock;
  /** Uniform in [0, 1), to spread what would otherwise happen at once. */
  readonly chance: { next(): number };
  readonly log: ReplicaLog;
}
