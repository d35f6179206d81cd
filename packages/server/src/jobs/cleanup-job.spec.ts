import { REMOVALS_PER_SLICE, SubscriptionCache } from '../core/subscription-cache.ts';
import { newTally } from '../core/tally.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { CleanupJob } from './cleanup-job.ts';

const T_MS = 600_000;
const G_MS = 30_000;

function setUp() {
  const manual = new ManualClock();
  let stoodStillMs = 0;
  /** What a signal to stop does: the clock runs on, and nothing else. */
  const standStill = (ms: number) => {
    stoodStillMs += ms;
  };
  const clock = {
    wallMs: () => manual.wallMs(),
    monotonicMs: () => manual.monotonicMs() + stoodStillMs,
    startTimer: (delayMs: number, callback: () => void) => manual.startTimer(delayMs, callback),
    startTick: (callback: () => void) => manual.startTick(callback),
    advance: (ms: number) => {
      manual.advance(ms);
    },
    pendingCount: () => manual.pendingCount,
  };
  const cache = new SubscriptionCache({ subscriptionTimeMs: T_MS, idsPerUser: 100_000 });
  const tally = newTally();
  const removed: string[] = [];
  const job = new CleanupJob({ cache, clock, tally, periodMs: G_MS, onRemoved: (id) => removed.push(id) });
  const watch = (id: string) => cache.watch(id, 'ann', { nowMs: clock.monotonicMs(), version: () => 1, wallMs: 1 });
  return { clock, standStill, cache, tally, removed, job, watch };
}

test('nothing outlives its last keep-alive by more than T + G, and nothing goes before T', () => {
  for (let createdAtMs = 0; createdAtMs < G_MS; createdAtMs += 777) {
    const { clock, cache, job, watch } = setUp();
    job.start();
    clock.advance(createdAtMs);
    watch('1_JTAPI');
    clock.advance(T_MS);
    expect(cache.has('1_JTAPI')).toBe(true);
    clock.advance(G_MS);
    expect(cache.has('1_JTAPI')).toBe(false);
  }
});

test('each removed subscription is told once, so that its source stops observing', () => {
  const { clock, removed, job, watch } = setUp();
  job.start();
  watch('1_JTAPI');
  watch('2_JTAPI');
  clock.advance(T_MS + G_MS);
  clock.advance(T_MS + G_MS);
  expect(removed).toEqual(['1_JTAPI', '2_JTAPI']);
});

test('a mass expiry goes in slices, and what is renewed between two slices stays', () => {
  const { clock, cache, tally, job, watch } = setUp();
  for (let index = 0; index < 5000; index += 1) watch(`${String(index)}_JTAPI`);
  job.start();
  clock.advance(T_MS);
  let isRescued = false;
  // A tick of ours lands between the slices: the clock runs what is due at one moment in the order of its start.
  clock.startTimer(G_MS, () => {
    isRescued = cache.renew('4999_JTAPI', 'ann', clock.monotonicMs()) === 'renewed';
  });
  clock.advance(G_MS);
  expect([isRescued, cache.subscriptionCount, tally.removed]).toEqual([true, 1, 4999]);
});

test('a slice has a bounded number of removals, and the event loop gets a turn after each', () => {
  const { clock, removed, job, watch } = setUp();
  for (let index = 0; index < 4 * REMOVALS_PER_SLICE; index += 1) watch(`${String(index)}_JTAPI`);
  const atTicks: number[] = [];
  const startTick = clock.startTick.bind(clock);
  clock.startTick = (callback) => {
    atTicks.push(removed.length);
    return startTick(callback);
  };
  job.start();
  clock.advance(T_MS + G_MS);
  expect(atTicks).toEqual([1, 2, 3, 4].map((slices) => slices * REMOVALS_PER_SLICE));
});

test('the job goes on for ever, in its period, until it is stopped', () => {
  const { clock, tally, job } = setUp();
  job.start();
  clock.advance(10 * G_MS);
  expect(tally.cleanupRuns).toBe(10);
  job.stop();
  clock.advance(10 * G_MS);
  expect([tally.cleanupRuns, clock.pendingCount()]).toEqual([10, 0]);
});

describe('after the process stood still', () => {
  const HOUR_MS = 3_600_000;
  const sleepOverRun = () => {
    const world = setUp();
    world.watch('1_JTAPI');
    world.watch('2_JTAPI');
    world.job.start();
    world.clock.advance(G_MS - 1);
    world.standStill(HOUR_MS);
    world.clock.advance(1);
    return world;
  };

  test('nothing is removed before clients had a period to renew it', () => {
    const { clock, cache, tally, removed } = sleepOverRun();
    clock.advance(G_MS - 1);
    expect([removed, tally.cleanupsPutOff]).toEqual([[], 1]);
    expect(cache.renew('1_JTAPI', 'ann', clock.monotonicMs())).toBe('renewed');
    clock.advance(1);
    expect(removed).toEqual(['2_JTAPI']);
  });

  test('the next run comes, however late: a server that is always late cleans up all the same', () => {
    const { clock, standStill, removed } = sleepOverRun();
    clock.advance(G_MS - 1);
    standStill(HOUR_MS);
    clock.advance(1);
    expect(removed).toEqual(['1_JTAPI', '2_JTAPI']);
  });

  test('a run in time is followed by one that may wait again', () => {
    const { clock, standStill, removed, watch } = sleepOverRun();
    clock.advance(G_MS);
    watch('3_JTAPI');
    clock.advance(G_MS - 1);
    standStill(HOUR_MS);
    clock.advance(1);
    expect(removed).toEqual(['1_JTAPI', '2_JTAPI']);
    clock.advance(G_MS);
    expect(removed).toEqual(['1_JTAPI', '2_JTAPI', '3_JTAPI']);
  });

  test('who wakes up just before a run has time to read what waits', () => {
    const { clock, standStill, cache, job, watch, removed } = setUp();
    watch('1_JTAPI');
    job.start();
    clock.advance(G_MS - 1001);
    standStill(T_MS + 1000);
    clock.advance(2);
    expect(cache.renew('1_JTAPI', 'ann', clock.monotonicMs())).toBe('renewed');
    clock.advance(2 * G_MS);
    expect(removed).toEqual([]);
  });
});
