import fc from 'fast-check';
import { unusedAfterMs } from './unused-lease.ts';

describe('a lease shows that nobody uses it', () => {
  it.each([
    [600_000, 588_000],
    [86_400_000, 84_672_000],
    [30_000, 29_400],
    [24_000, 24_000],
    [1000, 1000],
  ])('with T = %d ms after %d ms: the last retry of a client in use is over', (subscriptionTimeMs, expectedMs) => {
    expect(unusedAfterMs(subscriptionTimeMs)).toBeCloseTo(expectedMs, 6);
  });

  it('after the update interval and its pauses, and not after T, for every T', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), (seconds) => {
        const afterMs = unusedAfterMs(seconds * 1000);
        expect(afterMs).toBeGreaterThan(seconds * 900);
        expect(afterMs).toBeLessThanOrEqual(seconds * 1000);
      }),
    );
  });
});
