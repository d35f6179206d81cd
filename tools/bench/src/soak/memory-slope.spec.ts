import { slopeMbPerHour } from './memory-slope.ts';

const sample = (process: number, atSeconds: number, megabytes: number) => ({ process, atSeconds, bytes: megabytes * 1e6 });

it('is what a process gains in an hour', () => {
  expect(slopeMbPerHour([sample(0, 0, 100), sample(0, 1800, 105), sample(0, 3600, 110)])).toBeCloseTo(10);
});

it('is that of the last process, without its first quarter', () => {
  const earlier = [sample(0, 0, 500), sample(0, 100, 100)];
  const last = [80, 120, 121, 122].map((megabytes, index) => sample(1, 1000 + index * 3600, megabytes));
  expect(slopeMbPerHour([...earlier, ...last])).toBeCloseTo(1);
});

it('is nothing without two samples', () => {
  expect(slopeMbPerHour([sample(0, 0, 100)])).toBe(0);
});
