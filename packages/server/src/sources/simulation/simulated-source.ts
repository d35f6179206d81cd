import type { PresenceType } from '@lampfield/protocol';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { PresenceSource, SourceSink } from '../../ports/source.ts';
import type { Moment, ReportChange, SimulatedWorld } from './simulated-world.ts';

/** What happens within this time is reported together: at high rates a timer for each change would cost more than the change. */
export const STEP_MS = 10;

/** Nothing is waited for longer than this, so that a wall clock that jumped is noticed. */
const LONGEST_WAIT_MS = 30_000;

/** Most changes of one slice; others get their turn before the rest. */
const CHANGES_PER_SLICE = 1000;

/**
 * Makes a source of a simulated world. The world decides, this runs the one timer: never more than one, whatever the number of
 * observed identifiers, and none while nothing is going to happen.
 */
export class SimulatedSource<W extends SimulatedWorld = SimulatedWorld> implements PresenceSource {
  readonly type: PresenceType;
  readonly connector = 'simulator';
  /** For tests and demos in the same process: what is done to the world is reported at once. */
  readonly world: W;
  readonly #clock: Clock;
  #sink: SourceSink | undefined;
  #timer: Timer | undefined;
  #timerDueMs = Infinity;
  #lastStepMs = -Infinity;
  #changesInSlice = 0;

  constructor(type: PresenceType, clock: Clock, createWorld: (report: ReportChange) => W) {
    this.type = type;
    this.#clock = clock;
    this.world = createWorld((identifier, report) => {
      this.#changesInSlice += 1;
      this.#sink?.report(identifier, report);
    });
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    sink.up();
    this.#plan(this.#now());
  }

  observe(identifier: string): void {
    if (this.#sink === undefined || this.world.has(identifier)) return;
    const now = this.#now();
    this.#sink.report(identifier, this.world.add(identifier, now));
    this.#plan(now);
  }

  release(identifier: string): void {
    const now = this.#now();
    this.world.remove(identifier, now);
    if (this.#sink !== undefined) this.#plan(now);
  }

  stop(): Promise<void> {
    this.#sink = undefined;
    this.#cancelTimer();
    return Promise.resolve();
  }

  #now(): Moment {
    return { monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() };
  }

  #step(): void {
    this.#timer = undefined;
    this.#timerDueMs = Infinity;
    const now = this.#now();
    this.#lastStepMs = now.monotonicMs;
    this.#changesInSlice = 0;
    this.world.advance(now, () => this.#changesInSlice < CHANGES_PER_SLICE && this.#sink !== undefined);
    if (this.#sink !== undefined) this.#plan(now);
  }

  /** Sees to it that the timer fires when the next thing is due; a timer that fires earlier may stay. */
  #plan(now: Moment): void {
    const nextAtMs = this.world.findNextAtMs(now);
    if (nextAtMs === undefined) {
      this.#cancelTimer();
      return;
    }
    const isBehind = nextAtMs <= now.monotonicMs;
    const dueMs = isBehind ? now.monotonicMs : Math.max(nextAtMs, this.#lastStepMs + STEP_MS);
    if (dueMs >= this.#timerDueMs) return;
    this.#cancelTimer();
    this.#timerDueMs = dueMs;
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.ceil(dueMs - now.monotonicMs));
    const onDue = (): void => {
      this.#step();
    };
    this.#timer = isBehind ? this.#clock.startTick(onDue) : this.#clock.startTimer(waitMs, onDue);
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerDueMs = Infinity;
  }
}
