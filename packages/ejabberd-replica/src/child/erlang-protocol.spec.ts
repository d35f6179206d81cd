import { RetryDelays } from '@lampfield/supervised-child';
import { REPLICA_TROUBLES } from '../replica-trouble.ts';
import { RETRY_PACES } from './erlang-protocol.ts';

describe('the paces of retries', () => {
  it('fill no log of others: a wrong cookie is tried twelve times in the first ten minutes at most', () => {
    const delays = new RetryDelays(RETRY_PACES, { next: () => 0 });
    let tries = 0;
    for (let atMs = 0; atMs < 600_000; atMs += delays.nextMs('REFUSED')) tries += 1;
    expect(tries).toBeLessThanOrEqual(12);
  });

  it.each(REPLICA_TROUBLES)('let no second try after %s come sooner than the first', (code) => {
    const { firstMs, mostMs } = RETRY_PACES[code];
    expect(firstMs).toBeGreaterThan(0);
    expect(mostMs).toBeGreaterThanOrEqual(firstMs);
  });
});
