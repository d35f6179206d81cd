import { existsSync, readFileSync } from 'node:fs';

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

/**
 * How long a process's main thread has been ready to run, and others were run instead; milliseconds. Only Linux tells.
 *
 * @param pid default: this process
 */
export function waitedForCpuMs(pid: number | 'self' = 'self'): number {
  return Number(readFileSync(`/proc/${String(pid)}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
}

/** The kernel tells CPU time in these, whatever its own clock's rate: USER_HZ, 100 on all that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time of a process so far, all threads, user and system; seconds. Only Linux tells. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // The name in parentheses may contain spaces; behind it, user and system time are the 12th and 13th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
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

/** How many files a process here may have open. Only Linux tells; elsewhere enough is assumed. */
export function getDescriptorLimit(): number {
  const limits = existsSync('/proc/self/limits') ? readFileSync('/proc/self/limits', 'utf8') : '';
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
}
