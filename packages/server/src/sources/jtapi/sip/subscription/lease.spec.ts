import fc from 'fast-check';
import { ManualClock } from '../../../../testing/manual-clock.ts';
import { Lease } from './lease.ts';
import { refreshAfterMs } from './refresh-time.ts';

function setUp(chance = 1) {
  const clock = new ManualClock();
  const told: string[] = [];
  const at = (what: string) => (): void => void told.push(`${what} ${String(clock.monotonicMs())}`);
  const lease = new Lease({ clock, chance: { next: () => chance }, onDue: at('due'), onExpired: at('expired') });
  return { clock, told, lease };
}

describe('a lease', () => {
  it.each([
    [600, 568_000],
    [64, 32_000],
    [60, 30_000],
    [2, 1000],
    [1, 1000],
    [0, 1000],
    [4_294_967_295, 86_368_000],
  ])('of %d s is to be prolonged after %d ms at the latest', (seconds, dueMs) => {
    const { clock, told, lease } = setUp();
    lease.adopt(seconds);
    clock.advance(dueMs - 1);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([`due ${String(dueMs)}`]);
  });

  it('ends when it was not prolonged, and is valid until then', () => {
    const { clock, told, lease } = setUp();
    expect(lease.isValid).toBe(false);
    lease.adopt(60);
    clock.advance(59_999);
    expect([lease.isValid, told]).toEqual([true, ['due 30000']]);
    clock.advance(1);
    expect([lease.isValid, told]).toEqual([false, ['due 30000', 'expired 60000']]);
  });

  it('stays granted while it rests, and asks for nothing', () => {
    const { clock, told, lease } = setUp();
    lease.adopt(60);
    lease.rest();
    clock.advance(59_999);
    expect([lease.isValid, told, clock.pendingCount]).toEqual([true, [], 0]);
  });

  it('asks again after the pause that it is given', () => {
    const { clock, told, lease } = setUp();
    lease.adopt(60);
    lease.askAgainAfter(10_000);
    clock.advance(40_000);
    expect(told).toEqual(['due 10000']);
  });

  it('can be taken back', () => {
    const { clock, told, lease } = setUp();
    lease.adopt(60);
    lease.end();
    clock.advance(100_000);
    expect([lease.isValid, told]).toEqual([false, []]);
  });

  it('is prolonged in time, with room for a whole transaction where there is any', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 86_400_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (validForMs, next) => {
        const dueMs = refreshAfterMs(validForMs, { next: () => next });
        expect(dueMs).toBeGreaterThan(0);
        expect(validForMs - dueMs).toBeGreaterThanOrEqual(Math.min(32_000, validForMs / 2) - 1e-6);
      }),
    );
  });
});
