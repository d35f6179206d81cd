interface Pending {
  readonly dueMs: number;
  readonly run: () => void;
  cancel(): void;
}

/** A clock that stands still until a spec moves it. Timers run in the order of their due time, then of their start. */
export class ManualClock {
  #nowMs = 0;
  readonly #startWallMs: number;
  readonly #pending = new Set<Pending>();

  constructor(startWallMs = 1_795_000_000_000) {
    this.#startWallMs = startWallMs;
  }

  wallMs(): number {
    return this.#startWallMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  startTimer(delayMs: number, run: () => void): { cancel(): void } {
    const pending: Pending = { dueMs: this.#nowMs + Math.max(0, delayMs), run, cancel: () => void this.#pending.delete(pending) };
    this.#pending.add(pending);
    return pending;
  }

  /** Moves time on, running everything that becomes due on the way, at its time. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#findNext(untilMs); next !== undefined; next = this.#findNext(untilMs)) {
      this.#pending.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.run();
    }
    this.#nowMs = untilMs;
  }

  /** How many timers wait: 0 proves that nothing was left behind. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  #findNext(untilMs: number): Pending | undefined {
    const due = [...this.#pending].filter(({ dueMs }) => dueMs <= untilMs);
    return due.sort((one, other) => one.dueMs - other.dueMs)[0];
  }
}
