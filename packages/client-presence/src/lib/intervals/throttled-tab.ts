import type { PresenceTimes } from '@lampfield/protocol';
import { MAX_RETRIES, requestTimeoutMs, retryIntervalMs } from './retry-intervals.ts';
import { presenceSubscriptionUpdateIntervalMs } from './presence-intervals.ts';

/** A browser may let the timers of a hidden tab fire once a minute only (Chromium: "intensive throttling"). */
export const THROTTLED_TIMER_MS = 60_000;

/**
 * The smallest T, whole seconds, for which the first try of every round lands before the lease ends although each timer is late by
 * up to {@link THROTTLED_TIMER_MS}: 0.8 T + 60 s + T / 50 < T. Below it a tab that is hidden for long may show its lamps as
 * unverified until it is looked at again. Each retry needs two more timers: all four tries land from
 * {@link SMALLEST_THROTTLED_T_WITH_RETRIES_SECONDS} on.
 */
export const SMALLEST_THROTTLED_T_SECONDS = 334;

/** The smallest T, whole seconds, for which all four tries land in a throttled tab: 0.98 T + 7 * 60 s < T. */
export const SMALLEST_THROTTLED_T_WITH_RETRIES_SECONDS = 21_001;

/**
 * The latest end of one try of a round in a throttled tab, milliseconds after the renewal before.
 * @param profile T and G in seconds
 * @param tries 1 to 4: which try gets through; those before it ran into their timeout
 */
export function throttledRenewalMs(profile: PresenceTimes, tries: number): number {
  const retries = Math.min(tries, MAX_RETRIES + 1) - 1;
  const lateTimers = 1 + 2 * retries;
  return (
    presenceSubscriptionUpdateIntervalMs(profile) +
    retries * retryIntervalMs(profile) +
    (retries + 1) * requestTimeoutMs(profile) +
    lateTimers * THROTTLED_TIMER_MS
  );
}
