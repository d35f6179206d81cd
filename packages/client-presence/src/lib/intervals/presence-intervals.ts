import type { PresenceTimes } from '@lampfield/protocol';

/** How much of an age may pass before the next keep-alive: whatever expires is kept alive a little more often than needed. */
export const KEEP_ALIVE_RATIO = 0.8;

/** How much of the store's age passes between two cleanup rounds; to be chosen from 0.1 to 0.5. */
export const CLEANUP_RATIO = 0.25;

/** The profile and the server speak in seconds, timers in milliseconds: the classic mistake of this arithmetic. */
const MS_PER_SECOND = 1000;

/**
 * How often the subscriptions on the server are renewed, milliseconds: T * {@link KEEP_ALIVE_RATIO}.
 * @param profile T and G in seconds
 */
export function presenceSubscriptionUpdateIntervalMs(profile: PresenceTimes): number {
  return profile.presenceSubscriptionTime * MS_PER_SECOND * KEEP_ALIVE_RATIO;
}

/**
 * The age above which an entry of the store is old, milliseconds: T + 2G. It is above the real maximum age on the server (T + G), so
 * that there is never a subscription whose state the client has already thrown away.
 * @param profile T and G in seconds
 */
export function oldPresenceAgeMs(profile: PresenceTimes): number {
  return (profile.presenceSubscriptionTime + 2 * profile.presenceGcPeriod) * MS_PER_SECOND;
}

/**
 * How often a component claims what it shows, milliseconds: {@link oldPresenceAgeMs} * {@link KEEP_ALIVE_RATIO}.
 * @param profile T and G in seconds
 */
export function presenceStoreKeepAliveIntervalMs(profile: PresenceTimes): number {
  return oldPresenceAgeMs(profile) * KEEP_ALIVE_RATIO;
}

/**
 * How often the store is swept, milliseconds: {@link oldPresenceAgeMs} * {@link CLEANUP_RATIO}.
 * @param profile T and G in seconds
 */
export function presenceStoreCleanupIntervalMs(profile: PresenceTimes): number {
  return oldPresenceAgeMs(profile) * CLEANUP_RATIO;
}

/**
 * How long a lease on the server surely lives after a keep-alive, milliseconds: T. After that a lamp is no longer shown as certain.
 * @param profile T and G in seconds
 */
export function leaseMs(profile: PresenceTimes): number {
  return profile.presenceSubscriptionTime * MS_PER_SECOND;
}

/**
 * The longest a lease can live on the server without a keep-alive, milliseconds: T + G.
 * @param profile T and G in seconds
 */
export function maxLeaseMs(profile: PresenceTimes): number {
  return (profile.presenceSubscriptionTime + profile.presenceGcPeriod) * MS_PER_SECOND;
}
