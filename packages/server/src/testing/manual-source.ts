import type { PresenceSource } from '../ports/source.ts';
import type { ManualClock } from './manual-clock.ts';
import type { SourceUnderTest } from './source-trial.ts';

/** Longest wait for something to happen, and the wait for nothing to happen; milliseconds of the manual clock. */
const DEADLINE_MS = 60_000;
const LATE_NEWS_MS = 10_000;
const STEP_MS = 100;

/** The ways to a source that lives by a manual clock, for the contract suite; no test waits. */
export function underManualClock(source: PresenceSource, clock: ManualClock, known: readonly string[]): SourceUnderTest {
  return {
    source,
    known,
    wallMs: () => clock.wallMs(),
    settle: async (isReached, what) => {
      const deadlineMs = clock.monotonicMs() + DEADLINE_MS;
      await clock.advanceAsync(0);
      while (!isReached()) {
        if (clock.monotonicMs() >= deadlineMs)
          throw new Error(`In vain, ${String(DEADLINE_MS)} ms of the manual clock for: ${what}`);
        await clock.advanceAsync(STEP_MS);
      }
    },
    letPass: () => clock.advanceAsync(LATE_NEWS_MS, LATE_NEWS_MS / STEP_MS),
  };
}
