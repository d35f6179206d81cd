import { askedWaitMs, jitteredMs } from '../intervals/retry-intervals.ts';

/** How long the server may take to acknowledge that it tells who comes and goes; milliseconds. */
export const WATCH_TIMEOUT_MS = 10_000;

/** Least time between two requests for the figures while users come and go; milliseconds. */
export const COUNT_PAUSE_MS = 2000;

/** The figures are asked for that often even if nobody comes or goes, as a further session of a user is no event; milliseconds. */
export const COUNT_INTERVAL_MS = 5000;

/** How long a filter has to rest before it is asked for; milliseconds. */
export const FILTER_PAUSE_MS = 200;

/** A list that was open for that long is not failing in a row; milliseconds. */
export const SETTLED_AFTER_MS = 10_000;

/** Everybody's list becomes void at the same moment: the first new request is spread over that long. */
const VOID_SPREAD_MS = 1000;

const BACK_OFF_MS = { first: 1000, longest: 30_000 } as const;

/**
 * Wait before the list is opened again after it failed, milliseconds: 1, 2, 4, 8, 16, at most 30 seconds, up to a tenth earlier; where the server said
 * how long it wants to be left alone, at least that, up to a fifth later.
 * @param chance uniform in [0, 1)
 */
export function reopenDelayMs(failuresInARow: number, retryAfterMs: number | null, chance: number): number {
  const backOffMs = Math.min(BACK_OFF_MS.first * 2 ** Math.max(failuresInARow - 1, 0), BACK_OFF_MS.longest);
  if (retryAfterMs === null) return jitteredMs(backOffMs, chance);
  return Math.max(askedWaitMs(retryAfterMs, chance), jitteredMs(backOffMs, chance));
}

/**
 * Wait before a list that became void is opened again, milliseconds: somewhere within a second, and as after a failure when it becomes void again
 * and again.
 * @param chance uniform in [0, 1)
 */
export function voidDelayMs(failuresInARow: number, chance: number): number {
  return failuresInARow <= 1 ? VOID_SPREAD_MS * chance : reopenDelayMs(failuresInARow - 1, null, chance);
}
