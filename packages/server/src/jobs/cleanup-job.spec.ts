import { REMOVALS_PER_SLICE, SubscriptionCache } from '../core/subscription-cache.ts';
import { newTally } from '../core/tally.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { CleanupJob } from './cleanup-job.ts';

const T_MS = 600_000;
const G_MS = 30_000;

function setUp() {
  const clock = new ManualClock();
  const cache = new SubscriptionCache({ subscriptionTimeMs: T_MS, idsPerUser: 100_000 });
  const tally = newTally();
  const removed: string[] = [];
  const job = new CleanupJob({ cache, clock, tally, periodMs: G_MS, onRemoved: (id) => removed.push(id) });
  const watch = (id: string) => cache.watch(id, 'ann', { nowMs: clock.monotonicMs(), version: () => 1, wallMs: 1 });
  return { clock, cache, tally, removed, job, watch };
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
  expect([tally.cleanupRuns, clock.pendingCount]).toEqual([10, 0]);
});
