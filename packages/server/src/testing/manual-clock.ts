import type { Clock, Timer } from '../ports/clock.ts';

interface Pending extends Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Where a manual clock starts; epoch milliseconds, in November 2026. */
export const MANUAL_CLOCK_START_MS = 1_795_000_000_000;

/** A clock that stands still until a test moves it. Timers run in the order of their due time, then of their start. */
export class ManualClock implements Clock {
  #monotonicMs = 0;
  #wallOffsetMs: number;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(startWallMs = MANUAL_CLOCK_START_MS) {
    this.#wallOffsetMs = startWallMs;
  }

  wallMs(): number {
    return Math.floor(this.#wallOffsetMs + this.#monotonicMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  startTimer(delayMs: number, callback: () => void): Timer {
    return this.#start(this.#monotonicMs + Math.max(0, delayMs), callback);
  }

  startTick(callback: () => void): Timer {
    return this.#start(this.#monotonicMs, callback);
  }

  /** Moves time on, running everything that becomes due on the way, at its time. */
  advance(ms: number): void {
    const untilMs = this.#monotonicMs + ms;
    for (let next = this.#findNext(untilMs); next !== undefined; next = this.#findNext(untilMs)) {
      this.#pending.delete(next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
      next.run();
    }
    this.#monotonicMs = untilMs;
  }

  /** When the next timer or tick is due, monotonic milliseconds; undefined when none waits. */
  findNextMs(): number | undefined {
    const next = this.#findNext(Number.POSITIVE_INFINITY);
    return next && Math.max(next.dueMs, this.#monotonicMs);
  }

  /**
   * Moves to the next timer or tick and runs it alone, so that promises may settle before the one after it.
   *
   * @param onMoved called once time has moved and before the timer runs
   */
  runNext(onMoved: () => void = () => undefined): void {
    const next = this.#findNext(Number.POSITIVE_INFINITY);
    if (next === undefined) return;
    this.#pending.delete(next);
    this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
    onMoved();
    next.run();
  }

  /** Runs what is due now: the end of the tick. */
  tick(): void {
    this.advance(0);
  }

  /** Runs what is due now, but not what that starts, and lets promises settle: one turn of the event loop. */
  async turn(): Promise<void> {
    const due = [...this.#pending].filter(({ dueMs }) => dueMs <= this.#monotonicMs);
    for (const pending of due) if (this.#pending.delete(pending)) pending.run();
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }

  /** Moves time on in steps, letting promises settle in between: for code that awaits. */
  async advanceAsync(ms: number, steps = 1): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      this.advance(ms / steps);
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
    this.tick();
  }

  /** Sets the wall clock, as an operator or NTP would; monotonic time goes on undisturbed. */
  setWall(wallMs: number): void {
    this.#wallOffsetMs = wallMs - this.#monotonicMs;
  }

  /** How many timers and ticks wait: 0 proves that nothing was left behind. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  #start(dueMs: number, run: () => void): Timer {
    const pending: Pending = { dueMs, order: (this.#order += 1), run, cancel: () => void this.#pending.delete(pending) };
    this.#pending.add(pending);
    return pending;
  }

  #findNext(untilMs: number): Pending | undefined {
    let next: Pending | undefined;
    for (const candidate of this.#pending) {
      if (candidate.dueMs > untilMs) continue;
      if (
        next === undefined ||
        candidate.dueMs < next.dueMs ||
        (candidate.dueMs === next.dueMs && candidate.order < next.order)
      ) {
        next = candidate;
      }
    }
    return next;
  }
}
