import { ageMs, jumpMs } from './instant.ts';

const at = (wallMs: number, monotonicMs: number) => ({ wallMs, monotonicMs });

describe('the age of something', () => {
  it.each([
    ['both clocks agree', at(1000, 10), at(1500, 510), 500],
    ['the machine slept: the monotonic clock stood still', at(1000, 10), at(901_000, 10), 900_000],
    ['the wall clock was set back', at(9000, 10), at(1000, 510), 500],
    ['both were read at once', at(1000, 10), at(1000, 10), 0],
    ['the clocks of another page were read', at(9000, 900), at(1000, 10), 0],
  ])('when %s', (_, then, ...[now, expectedMs]) => {
    expect(ageMs(then, now)).toBe(expectedMs);
  });
});

describe('a jump', () => {
  it.each([
    ['nothing', at(1000, 10), at(6000, 5010), 0],
    ['sleep', at(1000, 10), at(66_000, 5010), 60_000],
    ['a clock that was set back', at(61_000, 10), at(6000, 5010), -60_000],
  ])('shows %s', (_, then, ...[now, expectedMs]) => {
    expect(jumpMs(then, now)).toBe(expectedMs);
  });
});
