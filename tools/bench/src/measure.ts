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

/**
 * The longest that the work kept everything else from having a turn of the event loop; milliseconds by {@link undisturbedMs}.
 */
export async function longestHoldMs(work: () => Promise<void>): Promise<number> {
  let isOver = false;
  let longestMs = 0;
  const beat = async (): Promise<void> => {
    await nextTurn();
    for (let beforeMs = undisturbedMs(); !isOver;) {
      await nextTurn();
      const nowMs = undisturbedMs();
      longestMs = Math.max(longestMs, nowMs - beforeMs);
      beforeMs = nowMs;
    }
  };
  const beating = beat();
  await nextTurn();
  await work();
  await nextTurn();
  isOver = true;
  await beating;
  return longestMs;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * A clock that stands still while other programs have the processor, milliseconds. The kernel tells a thread's own CPU time by the tick
 * only, which is longer than what is measured here.
 */
export function undisturbedMs(): number {
  return performance.now() - waitedForCpuMs();
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
