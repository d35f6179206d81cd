import fc from 'fast-check';
import { reconnectDelayMs, type EndKind } from './reconnect-delay.ts';

const shortest = { next: () => 0 };
const longest = { next: () => 1 - Number.EPSILON };

describe('reconnectDelayMs', () => {
  it.each<[EndKind, number, number]>([
    ['lost', 0, 1000],
    ['lost', 1, 2000],
    ['lost', 5, 32_000],
    ['lost', 6, 60_000],
    ['lost', 10_000, 60_000],
    ['refused', 0, 15_000],
    ['refused', 4, 240_000],
    ['refused', 5, 300_000],
    ['refused', 10_000, 300_000],
  ])('after %s and %d failures is between half of and all of %d ms', (kind, failures, fullMs) => {
    expect(reconnectDelayMs(kind, failures, shortest)).toBe(fullMs / 2);
    expect(Math.round(reconnectDelayMs(kind, failures, longest))).toBe(fullMs);
  });

  it('never falls with another failure, jitter aside', () => {
    fc.assert(
      fc.property(fc.constantFrom<EndKind>('lost', 'refused'), fc.nat(2000), (kind, failures) => {
        expect(reconnectDelayMs(kind, failures + 1, shortest)).toBeGreaterThanOrEqual(reconnectDelayMs(kind, failures, shortest));
      }),
    );
  });
});
