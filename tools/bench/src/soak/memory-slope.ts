/** How much memory a process had. */
export interface MemorySample {
  /** Numbers the processes, as memory begins anew with each. */
  readonly process: number;
  readonly atSeconds: number;
  readonly bytes: number;
}

/**
 * By how much memory grows, by least squares over what each process had at its end: within one, a process of minutes is still warming up.
 * With only one process, over all its samples. MB an hour.
 */
export function slopeMbPerHour(samples: readonly MemorySample[]): number {
  const lasts = samples.filter(({ process }, index) => samples[index + 1]?.process !== process);
  const points = lasts.length > 2 ? lasts.slice(0, -1) : samples;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const atMean = mean(points.map(({ atSeconds }) => atSeconds));
  const bytesMean = mean(points.map(({ bytes }) => bytes));
  const covariance = mean(points.map(({ atSeconds, bytes }) => (atSeconds - atMean) * (bytes - bytesMean)));
  const variance = mean(points.map(({ atSeconds }) => (atSeconds - atMean) ** 2));
  return variance === 0 ? 0 : ((covariance / variance) * 3600) / 1e6;
}
