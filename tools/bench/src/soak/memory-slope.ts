/** How much memory a process had. */
export interface MemorySample {
  /** Numbers the processes, as memory begins anew with each. */
  readonly process: number;
  readonly atSeconds: number;
  readonly bytes: number;
}

/** Of its samples, what a process gets to warm up. */
const WARM_UP_SHARE = 0.25;

/** By how much the memory of the last process grows once it is warm, by least squares; MB an hour. Means little over a few minutes. */
export function slopeMbPerHour(samples: readonly MemorySample[]): number {
  const ofLast = samples.filter(({ process }) => process === samples.at(-1)?.process);
  const points = ofLast.slice(Math.floor(ofLast.length * WARM_UP_SHARE));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const atMean = mean(points.map(({ atSeconds }) => atSeconds));
  const bytesMean = mean(points.map(({ bytes }) => bytes));
  const covariance = mean(points.map(({ atSeconds, bytes }) => (atSeconds - atMean) * (bytes - bytesMean)));
  const variance = mean(points.map(({ atSeconds }) => (atSeconds - atMean) ** 2));
  return points.length < 2 ? 0 : ((covariance / variance) * 3600) / 1e6;
}
