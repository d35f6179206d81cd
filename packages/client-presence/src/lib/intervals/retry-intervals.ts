import type { PresenceTimes } from '@lampfield/protocol';
import { leaseMs, presenceSubscriptionUpdateIntervalMs } from './presence-intervals.ts';

/** A failed update is tried again after this part of the update interval. */
export const RETRY_FACTOR = 24;

/** Tries after the first one within a round. */
export const MAX_RETRIES = 3;

/**
 * The smallest T, seconds, for which all tries of a round land before the lease ends. Below it the floor of the request timeout is
 * longer than the arithmetic allows.
 */
export const SMALLEST_RETRY_SAFE_T_SECONDS = 30;

/** No request is given up earlier than that: T / 50 at T = {@link SMALLEST_RETRY_SAFE_T_SECONDS}. */
const SHORTEST_REQUEST_TIMEOUT_MS = 600;

/** A request may take this part of T. */
const REQUEST_TIMEOUT_DIVISOR = 50;

/** Longest wait between two failed rounds. */
const LONGEST_BACK_OFF_MS = 60_000;

/** First wait after a start-up (`GET /api/reload`) that failed, and the longest. */
const START_UP_BACK_OFF_MS = { first: 1000, longest: 10_000 } as const;

/** How long `GET /api/reload` may take; there is no profile yet to derive it from. */
export const START_UP_TIMEOUT_MS = 10_000;

/** How long a person is let wait for a sign-in, a sign-out or a search before he is told that there is no answer; milliseconds. */
export const PATIENCE_MS = 20_000;

/**
 * Wait before a failed request of a round is tried again, milliseconds: update interval / {@link RETRY_FACTOR}.
 * @param profile T and G in seconds
 */
export function retryIntervalMs(profile: PresenceTimes): number {
  return presenceSubscriptionUpdateIntervalMs(profile) / RETRY_FACTOR;
}

/**
 * How long one request of a round may take, milliseconds: T / 50, but at least 600.
 * @param profile T and G in seconds
 */
export function requestTimeoutMs(profile: PresenceTimes): number {
  return Math.max(leaseMs(profile) / REQUEST_TIMEOUT_DIVISOR, SHORTEST_REQUEST_TIMEOUT_MS);
}

/**
 * The latest end of a round's last try after the renewal before, milliseconds: 0.8 T + 3 T / 30 + 4 T / 50 = 0.98 T.
 * @param profile T and G in seconds
 */
export function worstCaseRenewalMs(profile: PresenceTimes): number {
  return (
    presenceSubscriptionUpdateIntervalMs(profile) +
    MAX_RETRIES * retryIntervalMs(profile) +
    (MAX_RETRIES + 1) * requestTimeoutMs(profile)
  );
}

/**
 * Wait before a round whose tries all failed is started again, milliseconds: the retry interval, doubled with every failure in a
 * row, at most a minute and at most the update interval.
 * @param profile T and G in seconds
 * @param failuresInARow at least 1
 */
export function roundBackOffMs(profile: PresenceTimes, failuresInARow: number): number {
  const longestMs = Math.min(LONGEST_BACK_OFF_MS, presenceSubscriptionUpdateIntervalMs(profile));
  return Math.min(retryIntervalMs(profile) * 2 ** (failuresInARow - 1), longestMs);
}

/**
 * Wait before the start-up is tried again, milliseconds: 1, 2, 4, 8, at most 10 seconds. There is no profile yet to derive it from.
 * @param failuresInARow at least 1
 */
export function startUpBackOffMs(failuresInARow: number): number {
  return Math.min(START_UP_BACK_OFF_MS.first * 2 ** (failuresInARow - 1), START_UP_BACK_OFF_MS.longest);
}

/** The first check after the server ended a socket is spread over that long. */
const REFUSED_SPREAD_MS = 1000;

/**
 * Wait before the session is checked because the server refused or ended the socket, milliseconds: somewhere within a second the first
 * time, then 1, 2, 4, 8, at most 10 seconds.
 * @param refusalsInARow at least 1
 * @param chance uniform in [0, 1)
 */
export function refusedBackOffMs(refusalsInARow: number, chance: number): number {
  return refusalsInARow <= 1 ? REFUSED_SPREAD_MS * chance : jitteredMs(startUpBackOffMs(refusalsInARow - 1), chance);
}

/** How much earlier than planned a timer may fire so that many clients do not fire together. */
export const JITTER_RATIO = 0.1;

/**
 * Spreads a delay: earlier, never later, by at most {@link JITTER_RATIO}.
 * @param delayMs milliseconds
 * @param chance uniform in [0, 1)
 */
export function jitteredMs(delayMs: number, chance: number): number {
  return delayMs * (1 - JITTER_RATIO * chance);
}

/**
 * When the next round starts, milliseconds from now. Counted from when the last one was ASKED, as the server renewed at some
 * moment between that and the answer; never sooner than a retry interval, so that a slow server is not hammered.
 */
export function nextRoundDelayMs(profile: PresenceTimes, elapsedMs: number, chance: number): number {
  const plannedMs = jitteredMs(presenceSubscriptionUpdateIntervalMs(profile), chance) - elapsedMs;
  return Math.max(plannedMs, retryIntervalMs(profile));
}
