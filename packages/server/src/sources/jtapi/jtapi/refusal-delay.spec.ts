import { refusalDelayMs } from './refusal-delay.ts';

describe('refusalDelayMs', () => {
  const latest = { next: () => 1 };

  it.each([
    ['SOURCE_DOWN', [5000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]],
    ['SOURCE_FULL', [30_000, 60_000, 120_000, 240_000, 300_000]],
    ['NOT_CONTROLLED', [300_000, 300_000]],
    ['NOT_FOUND', [300_000, 300_000]],
    ['DENIED', [300_000, 300_000]],
  ] as const)('waits after %s', (reason, delays) => {
    expect(delays.map((_, refusals) => refusalDelayMs(reason, refusals, latest))).toEqual(delays);
  });

  it('spreads the tries over the second half of the time', () => {
    expect(refusalDelayMs('DENIED', 0, { next: () => 0 })).toBe(150_000);
  });

  it('does not overflow, however often a line is refused', () => {
    expect(refusalDelayMs('SOURCE_DOWN', 10_000, latest)).toBe(120_000);
  });
});
