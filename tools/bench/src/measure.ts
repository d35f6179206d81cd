import { readFileSync } from 'node:fs';

/** Bytes in use after the garbage is gone: heap, buffers and typed arrays. Needs `--expose-gc`. */
export function heapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc, as `npm run bench` does');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
}

/** CPU time of this process so far, user and system; milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How long this process's main thread has been ready to run, and others were run instead; milliseconds. Only Linux tells. */
export function waitedForCpuMs(): number {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
}

/** The middle value (the mean of the two middle ones). */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The largest value. */
export function longestMs(values: readonly number[]): number {
  return Math.max(...values);
}
