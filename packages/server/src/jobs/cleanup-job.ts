import type { PresenceId } from '@lampfield/protocol';
import { REMOVALS_PER_SLICE, type SubscriptionCache } from '../core/subscription-cache.ts';
import type { Tally } from '../core/tally.ts';
import type { Clock, Timer } from '../ports/clock.ts';

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
 */
export class CleanupJob {
  readonly #parts: CleanupJobParts;
  #timer: Timer | undefined;

  constructor(parts: CleanupJobParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = this.#parts.clock.startTimer(this.#parts.periodMs, () => {
      this.#run();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
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
    this.#timer = isDone
      ? clock.startTimer(Math.max(0, runAtMs + periodMs - nowMs), () => {
          this.#run();
        })
      : clock.startTick(() => {
          this.#runSlice(runAtMs);
        });
  }
}
