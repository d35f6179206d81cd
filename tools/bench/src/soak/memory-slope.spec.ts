import { slopeMbPerHour } from './memory-slope.ts';

const sample = (process: number, atSeconds: number, megabytes: number) => ({ process, atSeconds, bytes: megabytes * 1e6 });

it('is what one process gains in an hour', () => {
  expect(slopeMbPerHour([sample(0, 0, 100), sample(0, 1800, 105), sample(0, 3600, 110)])).toBeCloseTo(10);
});

it('does not count that each process warms up, and leaves out the last, which is not done yet', () => {
  const samples = [0, 1, 2, 3].flatMap((process) => [
    sample(process, process * 100, 80),
    sample(process, process * 100 + 50, 120),
  ]);
  expect(slopeMbPerHour([...samples, sample(4, 400, 80)])).toBeCloseTo(0);
});

it('is nothing without two samples', () => {
  expect(slopeMbPerHour([sample(0, 0, 100)])).toBe(0);
});
