import { RetryDelays } from './retry-delays.ts';

const PACES = { CLOSED: { firstMs: 500, mostMs: 10_000 }, LOST: { firstMs: 250, mostMs: 10_000 } };

describe('RetryDelays', () => {
  const evenly = { next: () => 0.5 };

  it('waits twice as long after each trouble of the same kind, up to a bound', () => {
    const delays = new RetryDelays(PACES, evenly);
    expect(Array.from({ length: 7 }, () => delays.nextMs('CLOSED'))).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('begins anew with another trouble, or when it has been well for a while', () => {
    const delays = new RetryDelays(PACES, evenly);
    delays.nextMs('CLOSED');
    expect(delays.nextMs('CLOSED')).toBe(1000);
    expect(delays.nextMs('LOST')).toBe(250);
    expect(delays.nextMs('CLOSED')).toBe(500);
    delays.forget();
    expect(delays.nextMs('CLOSED')).toBe(500);
  });

  it('spreads the tries by a quarter to either side', () => {
    const waits = [0, 0.5, 1].map((chance) => new RetryDelays(PACES, { next: () => chance }).nextMs('CLOSED'));
    expect(waits).toEqual([375, 500, 625]);
  });
});
