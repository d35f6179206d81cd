import fc from 'fast-check';
import { leaseMs, presenceSubscriptionUpdateIntervalMs } from './presence-intervals.ts';
import {
  askedRetryDelayMs,
  askedRoundDelayMs,
  askedWaitMs,
  JITTER_RATIO,
  jitteredMs,
  nextRoundDelayMs,
  refusedBackOffMs,
  requestTimeoutMs,
  retryIntervalMs,
  roundBackOffMs,
  SMALLEST_RETRY_SAFE_T_SECONDS,
  startUpBackOffMs,
  worstCaseRenewalMs,
} from './retry-intervals.ts';

const DEFAULTS = { presenceSubscriptionTime: 600, presenceGcPeriod: 30 };

const times = (presenceSubscriptionTime: number) => ({ presenceSubscriptionTime, presenceGcPeriod: 1 });

const anyChance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the retries of a round', () => {
  it('at the defaults: again after 20 s, 12 s a request, at the latest after 588 s', () => {
    expect(retryIntervalMs(DEFAULTS)).toBe(20_000);
    expect(requestTimeoutMs(DEFAULTS)).toBe(12_000);
    expect(worstCaseRenewalMs(DEFAULTS)).toBe(588_000);
  });

  it('all land before the lease ends, for every T from 30 s to a day', () => {
    for (let seconds = SMALLEST_RETRY_SAFE_T_SECONDS; seconds <= 86_400; seconds += 1) {
      const profile = times(seconds);
      if (worstCaseRenewalMs(profile) >= leaseMs(profile)) throw new Error(`not at T = ${String(seconds)}`);
    }
  });

  it('do not all land below 30 s, which is why nothing is promised there', () => {
    expect(worstCaseRenewalMs(times(23))).toBeGreaterThan(leaseMs(times(23)));
    expect(worstCaseRenewalMs(times(1))).toBeGreaterThan(leaseMs(times(1)));
  });

  it('the first try lands before the lease ends for every T of at least 3 s', () => {
    for (let seconds = 3; seconds <= 86_400; seconds += 1) {
      const profile = times(seconds);
      const firstTryMs = presenceSubscriptionUpdateIntervalMs(profile) + requestTimeoutMs(profile);
      if (firstTryMs > leaseMs(profile)) throw new Error(`not at T = ${String(seconds)}`);
    }
  });
});

describe('jitter', () => {
  it('makes a timer earlier, never later, and by a tenth at most', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e8, noNaN: true }), anyChance, (delayMs, chance) => {
        expect(jitteredMs(delayMs, chance)).toBeLessThanOrEqual(delayMs);
        expect(jitteredMs(delayMs, chance)).toBeGreaterThanOrEqual(delayMs * (1 - JITTER_RATIO) - 1e-6);
      }),
    );
  });
});

describe('the next round', () => {
  it('is an update interval after the last one was asked', () => {
    expect(nextRoundDelayMs(DEFAULTS, 0, 0)).toBe(480_000);
    expect(nextRoundDelayMs(DEFAULTS, 5000, 0)).toBe(475_000);
    expect(nextRoundDelayMs(DEFAULTS, 5000, 0.5)).toBe(451_000);
  });

  it('is never later than the interval and never without a pause, for every T', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), fc.nat(1e6), anyChance, (seconds, elapsedMs, chance) => {
        const delayMs = nextRoundDelayMs(times(seconds), elapsedMs, chance);
        expect(delayMs).toBeLessThanOrEqual(presenceSubscriptionUpdateIntervalMs(times(seconds)));
        expect(delayMs).toBeGreaterThanOrEqual(retryIntervalMs(times(seconds)));
      }),
    );
  });
});

describe('back-off', () => {
  it.each([
    [1, 20_000],
    [2, 40_000],
    [3, 60_000],
    [60, 60_000],
  ])('of a round after %i failures in a row is %i ms', (failures, expectedMs) => {
    expect(roundBackOffMs(DEFAULTS, failures)).toBe(expectedMs);
  });

  it('of a round is never longer than the update interval, for every T', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 1, max: 2000 }), (seconds, failures) => {
        const delayMs = roundBackOffMs(times(seconds), failures);
        expect(delayMs).toBeLessThanOrEqual(presenceSubscriptionUpdateIntervalMs(times(seconds)));
        expect(delayMs).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    [1, 1000],
    [4, 8000],
    [5, 10_000],
    [50, 10_000],
  ])('of the start-up after %i failures in a row is %i ms', (failures, expectedMs) => {
    expect(startUpBackOffMs(failures)).toBe(expectedMs);
  });

  it('after a refused socket is spread over a second, then grows', () => {
    expect(refusedBackOffMs(1, 0)).toBe(0);
    expect(refusedBackOffMs(1, 0.999)).toBeLessThan(1000);
    expect(refusedBackOffMs(2, 0)).toBe(1000);
    expect(refusedBackOffMs(20, 0)).toBe(10_000);
  });
});

describe('a wait that the server asks for', () => {
  const anyProfile = fc.integer({ min: SMALLEST_RETRY_SAFE_T_SECONDS, max: 86_400 }).map(times);
  const anyWaitMs = fc.nat(200_000_000);

  it('is spread later, never earlier, by a fifth at most', () => {
    fc.assert(
      fc.property(anyWaitMs, anyChance, (waitMs, chance) => {
        expect(askedWaitMs(waitMs, chance)).toBeGreaterThanOrEqual(waitMs);
        expect(askedWaitMs(waitMs, chance)).toBeLessThanOrEqual(waitMs * 1.2);
      }),
    );
  });

  it.each([
    { waitMs: 1000, elapsedMs: 0, expected: 20_000 },
    { waitMs: 30_000, elapsedMs: 0, expected: 30_000 },
    { waitMs: 30_000, elapsedMs: 60_000, expected: 30_000 },
    { waitMs: 30_000, elapsedMs: 90_000, expected: 6000 },
    { waitMs: 600_000, elapsedMs: 0, expected: 96_000 },
    { waitMs: 600_000, elapsedMs: 96_000, expected: null },
  ])('delays the next try at the defaults: $waitMs ms, asked $elapsedMs ms after the first, by $expected ms', (trial) => {
    expect(askedRetryDelayMs(DEFAULTS, trial.waitMs, trial.elapsedMs)).toBe(trial.expected);
  });

  it('never delays the last try of a round so far that the lease ends, for every T from 30 s', () => {
    fc.assert(
      fc.property(anyProfile, anyWaitMs, fc.nat(20_000_000), (profile, waitMs, elapsedMs) => {
        const delayMs = askedRetryDelayMs(profile, waitMs, elapsedMs);
        if (delayMs === null) return;
        const endMs = presenceSubscriptionUpdateIntervalMs(profile) + elapsedMs + delayMs + requestTimeoutMs(profile);
        expect(endMs).toBeLessThan(leaseMs(profile));
      }),
    );
  });

  it.each([
    { waitMs: 1000, leaseLeftMs: Infinity, expected: 20_000 },
    { waitMs: 45_000, leaseLeftMs: Infinity, expected: 45_000 },
    { waitMs: 45_000, leaseLeftMs: 50_000, expected: 38_000 },
    { waitMs: 45_000, leaseLeftMs: 15_000, expected: 20_000 },
    { waitMs: 9_000_000, leaseLeftMs: Infinity, expected: 480_000 },
  ])(
    'delays the next round: $waitMs ms, with a lease of $leaseLeftMs ms, by $expected ms',
    ({ waitMs, leaseLeftMs, expected }) => {
      expect(askedRoundDelayMs(DEFAULTS, 20_000, { waitMs, leaseLeftMs })).toBe(expected);
    },
  );
});
