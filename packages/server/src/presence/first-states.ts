import type { Clock, Timer } from '../ports/clock.ts';

/** How long a source may take for the first state before watchers are told that it is pending; milliseconds. */
export const FIRST_STATE_DEADLINE_MS = 2000;

/**
 * Whose first state is waited for. One timer for all deadlines: they are as long as one another, so the first that was awaited is the
 * first due.
 */
export class FirstStates {
  readonly #clock: Clock;
  readonly #onOverdue: (identifier: string) => void;
  /** Deadline by identifier, in the order of the deadlines; monotonic milliseconds. */
  readonly #deadlines = new Map<string, number>();
  #timer: Timer | undefined;

  /** @param onOverdue called once the deadline is over; it is not awaited any more then */
  constructor(clock: Clock, onOverdue: (identifier: string) => void) {
    this.#clock = clock;
    this.#onOverdue = onOverdue;
  }

  await(identifier: string): void {
    this.#deadlines.set(identifier, this.#clock.monotonicMs() + FIRST_STATE_DEADLINE_MS);
    this.#timer ??= this.#clock.startTimer(FIRST_STATE_DEADLINE_MS, () => {
      this.#check();
    });
  }

  has(identifier: string): boolean {
    return this.#deadlines.has(identifier);
  }

  forget(identifier: string): void {
    this.#deadlines.delete(identifier);
  }

  /** Everybody who is awaited. */
  all(): string[] {
    return [...this.#deadlines.keys()];
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #check(): void {
    this.#timer = undefined;
    const nowMs = this.#clock.monotonicMs();
    for (const [identifier, deadlineMs] of this.#deadlines) {
      if (deadlineMs > nowMs) {
        this.#timer = this.#clock.startTimer(deadlineMs - nowMs, () => {
          this.#check();
        });
        return;
      }
      this.#deadlines.delete(identifier);
      this.#onOverdue(identifier);
    }
  }
}
