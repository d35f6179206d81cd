import fc from 'fast-check';
import { readRetryAfterMs } from './retry-after.ts';

const NOW_MS = Date.parse('2026-11-30T12:00:00Z');

describe('readRetryAfterMs', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5000],
    ['99999999999999999999', 3_600_000],
    ['Mon, 30 Nov 2026 12:00:30 GMT', 30_000],
    ['Mon, 30 Nov 2026 11:59:00 GMT', 0],
    ['Fri, 31 Dec 2027 23:59:59 GMT', 3_600_000],
    ['Monday, 30-Nov-26 12:00:30 GMT', 30_000],
    ['Mon Nov 30 12:00:30 2026', 30_000],
    ['Tue Dec  1 00:00:00 2026', 3_600_000],
  ])('reads %j', (value, pauseMs) => {
    expect(readRetryAfterMs(value, NOW_MS)).toBe(pauseMs);
  });

  it.each([
    ...[undefined, '', 'soon', '-', 'NaN', '1.5', '-5', '+5', '1e3', '0x10', '5 s', '2026-11-30T12:00:30Z'],
    ...['Mon, 30 Nov 2026 12:00:30', 'Mon, 30 Nov 2026 12:00:30 CET', 'Mon, 30 Nov 2026 25:00:30 GMT', '1/1/2027'],
  ])('takes %j for none', (value) => {
    expect(readRetryAfterMs(value, NOW_MS)).toBeUndefined();
  });

  it('is none, or between nothing and an hour, whatever a server says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const pauseMs = readRetryAfterMs(value, NOW_MS) ?? 0;
        expect(pauseMs).toBeGreaterThanOrEqual(0);
        expect(pauseMs).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });
});
