import { REPLICA_TROUBLES } from '../replica-trouble.ts';
import { RetryDelays } from './retry-delays.ts';

describe('RetryDelays', () => {
  const evenly = { next: () => 0.5 };

  it('waits twice as long after each trouble of the same kind, up to a bound', () => {
    const delays = new RetryDelays(evenly);
    expect(Array.from({ length: 7 }, () => delays.nextMs('UNREACHABLE'))).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('fills no log of others: a wrong cookie is tried twelve times in the first ten minutes at most', () => {
    const delays = new RetryDelays({ next: () => 0 });
    let tries = 0;
    for (let atMs = 0; atMs < 600_000; atMs += delays.nextMs('REFUSED')) tries += 1;
    expect(tries).toBeLessThanOrEqual(12);
  });

  it('begins anew with another trouble, or when it has been well for a while', () => {
    const delays = new RetryDelays(evenly);
    delays.nextMs('UNREACHABLE');
    expect(delays.nextMs('UNREACHABLE')).toBe(1000);
    expect(delays.nextMs('LOST')).toBe(250);
    expect(delays.nextMs('UNREACHABLE')).toBe(500);
    delays.forget();
    expect(delays.nextMs('UNREACHABLE')).toBe(500);
  });

  it.each(REPLICA_TROUBLES)('spreads the tries after %s by a quarter to either side', (code) => {
    const [least, middle, most] = [0, 0.5, 1].map((chance) => new RetryDelays({ next: () => chance }).nextMs(code));
    expect([least, most]).toEqual([Number(middle) * 0.75, Number(middle) * 1.25]);
  });
});
