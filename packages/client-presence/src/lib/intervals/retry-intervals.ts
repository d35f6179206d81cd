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

/** How much later than the server asked for a request may come, so that those it sent away do not come back together. */
const LATER_RATIO = 0.2;

/**
 * A wait that the server asked for, spread: later, never earlier, by at most a fifth.
 * @param retryAfterMs how long the server wants to be left alone; milliseconds
 * @param chance uniform in [0, 1)
 */
export function askedWaitMs(retryAfterMs: number, chance: number): number {
  return retryAfterMs * (1 + LATER_RATIO * chance);
}

/**
 * Wait before a request of a round is tried again that the server answered with a wait of its own, milliseconds: that long, though no
 * shorter than without; but earlier where the lease would not live so long, as the last try must begin when it always may at the latest
 * (see {@link worstCaseRenewalMs}). Null when that is over.
 * @param waitMs what the server asked for, spread; milliseconds
 * @param elapsedMs since the first try began
 */
export function askedRetryDelayMs(profile: PresenceTimes, waitMs: number, elapsedMs: number): number | null {
  const leftMs = MAX_RETRIES * (retryIntervalMs(profile) + requestTimeoutMs(profile)) - elapsedMs;
  return leftMs <= 0 ? null : Math.min(Math.max(waitMs, retryIntervalMs(profile)), leftMs);
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
 * Wait before a failed round is started again where the server asked for one, milliseconds: that long, or until just before the first
 * lease ends if that is sooner; in any case the back-off, and never longer than an update interval.
 * @param backOffMs of the round; milliseconds
 */
export function askedRoundDelayMs(profile: PresenceTimes, backOffMs: number, asked: AskedWait): number {
  const latestMs = Math.min(asked.leaseLeftMs - requestTimeoutMs(profile), presenceSubscriptionUpdateIntervalMs(profile));
  return Math.max(backOffMs, Math.min(asked.waitMs, latestMs));
}

/** See {@link askedRoundDelayMs}. */
export interface AskedWait {
  /** What the server asked for, spread; milliseconds. */
  readonly waitMs: number;
  /** How long the shortest of the leases still lives; milliseconds, Infinity where there is none. */
  readonly leaseLeftMs: number;
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
