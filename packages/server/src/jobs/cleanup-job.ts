import type { PresenceId } from '@lampfield/protocol';
import { REMOVALS_PER_SLICE, type SubscriptionCache } from '../core/subscription-cache.ts';
import type { Tally } from '../core/tally.ts';
import type { Clock, Timer } from '../ports/clock.ts';

/** How long before it judges leases the process has to have been awake, so that keep-alives that waited at its door have been read; milliseconds. */
const AWAKE_MS = 1000;

/** Parts of the job. */
export interface CleanupJobParts {
  readonly cache: SubscriptionCache;
  readonly clock: Clock;
  readonly tally: Tally;
  /** G; milliseconds. */
  readonly periodMs: number;
  /** The subscription is gone: its source is to stop observing. */
  readonly onRemoved: (id: PresenceId) => void;
}

/**
 * The cleanup job: every G it removes what is older than T, in slices, so that a mass expiry never holds up a push. What is renewed
 * between two slices stays. A run that takes longer than G delays the next one instead of overlapping it.
 *
 * A process that was stopped or blocked could not hear keep-alives while its clock ran on, and at its wake timers come before the
 * network. So a run that comes late removes nothing and waits for the next period instead; only once, or a server that is always
 * late would never clean up.
 */
export class CleanupJob {
  readonly #parts: CleanupJobParts;
  readonly #awakeMs: number;
  #timer: Timer | undefined;
  #hasWaited = false;

  constructor(parts: CleanupJobParts) {
    this.#parts = parts;
    this.#awakeMs = Math.min(AWAKE_MS, parts.periodMs / 2);
  }

  start(): void {
    this.#plan(this.#parts.periodMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** In two steps: should the process wake up at the first, there is still the second to read what waits. */
  #plan(delayMs: number): void {
    const { clock } = this.#parts;
    const awakeMs = Math.min(this.#awakeMs, delayMs);
    const dueAtMs = clock.monotonicMs() + delayMs;
    this.#timer = clock.startTimer(delayMs - awakeMs, () => {
      this.#timer = clock.startTimer(awakeMs, () => {
        this.#runUnlessLate(clock.monotonicMs() - dueAtMs);
      });
    });
  }

  #runUnlessLate(lateMs: number): void {
    const { tally, periodMs } = this.#parts;
    const isLate = lateMs > this.#awakeMs / 2;
    this.#hasWaited = isLate && !this.#hasWaited;
    if (!this.#hasWaited) {
      this.#run();
      return;
    }
    tally.cleanupsPutOff += 1;
    this.#plan(periodMs);
  }

  #run(): void {
    this.#parts.tally.cleanupRuns += 1;
    this.#parts.tally.cleanupSliceMs = 0;
    this.#runSlice(this.#parts.clock.monotonicMs());
  }

  #runSlice(runAtMs: number): void {
    const { cache, clock, tally, onRemoved, periodMs } = this.#parts;
    const startedAtMs = clock.monotonicMs();
    const { removedIds, isDone } = cache.removeExpired(startedAtMs, REMOVALS_PER_SLICE);
    removedIds.forEach(onRemoved);
    tally.removed += removedIds.length;
    const nowMs = clock.monotonicMs();
    tally.cleanupSliceMs = Math.max(tally.cleanupSliceMs, nowMs - startedAtMs);
    if (isDone) this.#plan(Math.max(0, runAtMs + periodMs - nowMs));
    else {
      this.#timer = clock.startTick(() => {
        this.#runSlice(runAtMs);
      });
    }
  }
}
