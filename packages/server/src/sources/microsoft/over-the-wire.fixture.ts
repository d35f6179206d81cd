import { waitUntil } from '@lampfield/test-servers';
import type { PresenceSource } from '../../ports/source.ts';
import type { SkippableClock } from '../../testing/skippable-clock.ts';
import type { SourceUnderTest } from '../../testing/source-trial.ts';
import type { FakeMicrosoft } from './fake-microsoft.fixture.ts';

/**
 * How fast time goes: a step for each look whether something has happened. An answer over a real socket takes a few looks, far less time than it may; milliseconds.
 */
const STEP_MS = 4000;

/** Longer than any source here waits before it asks again; milliseconds. */
const LATE_NEWS_MS = 120_000;

/** The ways to a source that asks the fake over real sockets, while its time goes on in steps as fast as answers come. */
export function overTheWire(
  source: PresenceSource,
  clock: SkippableClock,
  fake: FakeMicrosoft,
): Pick<SourceUnderTest, 'source' | 'wallMs' | 'settle' | 'letPass' | 'goDown' | 'comeBack' | 'tearDown'> {
  const pass = async (isOver: () => boolean, what: string, stepMs = STEP_MS): Promise<void> => {
    const isOverAfterStep = (): boolean => {
      clock.skip(stepMs);
      return isOver();
    };
    await waitUntil(() => isOver() || isOverAfterStep(), { what });
  };
  return {
    source,
    wallMs: () => clock.wallMs(),
    settle: (isReached, what) => pass(isReached, what),
    letPass: () => {
      const untilMs = clock.monotonicMs() + LATE_NEWS_MS;
      return pass(() => clock.monotonicMs() >= untilMs, 'time to pass', LATE_NEWS_MS / 10);
    },
    goDown: () => fake.goDown(),
    comeBack: () => fake.comeUp(),
    tearDown: () => fake.stop(),
  };
}
