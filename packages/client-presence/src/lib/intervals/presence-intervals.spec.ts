import fc from 'fast-check';
import {
  CLEANUP_RATIO,
  KEEP_ALIVE_RATIO,
  leaseMs,
  maxLeaseMs,
  oldPresenceAgeMs,
  presenceStoreCleanupIntervalMs,
  presenceStoreKeepAliveIntervalMs,
  presenceSubscriptionUpdateIntervalMs,
} from './presence-intervals.ts';

const anyProfile = fc.integer({ min: 1, max: 86_400 }).chain((presenceSubscriptionTime) =>
  fc.record({
    presenceSubscriptionTime: fc.constant(presenceSubscriptionTime),
    presenceGcPeriod: fc.integer({ min: 1, max: presenceSubscriptionTime }),
  }),
);

describe('the intervals of presence', () => {
  it.each([
    [presenceSubscriptionUpdateIntervalMs, 480_000],
    [oldPresenceAgeMs, 660_000],
    [presenceStoreKeepAliveIntervalMs, 528_000],
    [presenceStoreCleanupIntervalMs, 165_000],
    [leaseMs, 600_000],
    [maxLeaseMs, 630_000],
  ])('at the defaults, seconds in and milliseconds out: %p', (interval, expectedMs) => {
    expect(interval({ presenceSubscriptionTime: 600, presenceGcPeriod: 30 })).toBe(expectedMs);
  });

  it('keeps its ratios where the design wants them', () => {
    expect(KEEP_ALIVE_RATIO).toBe(0.8);
    expect(CLEANUP_RATIO).toBe(0.25);
  });

  it('renews before the lease ends, and keeps an item longer than any lease, for every T and G', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        expect(presenceSubscriptionUpdateIntervalMs(profile)).toBeLessThan(leaseMs(profile));
        expect(leaseMs(profile)).toBeLessThan(maxLeaseMs(profile));
        expect(maxLeaseMs(profile)).toBeLessThan(oldPresenceAgeMs(profile));
      }),
      { numRuns: 2000 },
    );
  });

  it('claims before an entry is old, with the ratio of every keep-alive, for every T and G', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const intervalMs = presenceStoreKeepAliveIntervalMs(profile);
        expect(intervalMs).toBeLessThan(oldPresenceAgeMs(profile));
        expect(intervalMs / oldPresenceAgeMs(profile)).toBeCloseTo(KEEP_ALIVE_RATIO, 9);
      }),
      { numRuns: 2000 },
    );
  });

  it('sweeps several times within an age, and never without a pause, for every T and G', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const intervalMs = presenceStoreCleanupIntervalMs(profile);
        expect(intervalMs).toBeGreaterThan(0);
        expect(intervalMs).toBeGreaterThanOrEqual(0.1 * oldPresenceAgeMs(profile));
        expect(intervalMs).toBeLessThanOrEqual(0.5 * oldPresenceAgeMs(profile));
      }),
      { numRuns: 2000 },
    );
  });

  it('stays within what a timer can count, for every T and G', () => {
    const longestTimerMs = 2 ** 31 - 1;
    fc.assert(
      fc.property(anyProfile, (profile) => {
        expect(oldPresenceAgeMs(profile)).toBeLessThan(longestTimerMs);
      }),
    );
  });
});
