import { clockDuration, coarseDuration } from './duration.ts';

const HOUR_MS = 3_600_000;

describe('clockDuration', () => {
  test.each([
    [-5000, '0:00'],
    [0, '0:00'],
    [999, '0:00'],
    [1000, '0:01'],
    [59_999, '0:59'],
    [60_000, '1:00'],
    [725_000, '12:05'],
    [HOUR_MS - 1, '59:59'],
    [HOUR_MS, '1:00:00'],
    [HOUR_MS + 123_000, '1:02:03'],
    [30 * HOUR_MS, '30:00:00'],
  ])('shows %i ms as %s', (durationMs, text) => {
    expect(clockDuration(durationMs)).toBe(text);
  });
});

describe('coarseDuration', () => {
  test.each([
    [-1, 'under 1 min'],
    [59_999, 'under 1 min'],
    [60_000, '1 min'],
    [HOUR_MS - 1, '59 min'],
    [HOUR_MS, '1 h'],
    [24 * HOUR_MS - 1, '23 h'],
    [24 * HOUR_MS, '1 d'],
    [50 * HOUR_MS, '2 d'],
  ])('shows %i ms as %s', (durationMs, text) => {
    expect(coarseDuration(durationMs)).toBe(text);
  });
});
