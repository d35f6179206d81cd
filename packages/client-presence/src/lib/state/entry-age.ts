import type { PresenceTimes } from '@lampfield/protocol';
import { ageMs, type Instant } from '../intervals/instant.ts';
import { leaseMs, oldPresenceAgeMs } from '../intervals/presence-intervals.ts';
import type { PresenceEntry } from './presence-entry.ts';

/** When the entry was used last: claimed by a component, or, if nobody ever did, when it came. */
export function lastUseOf(entry: PresenceEntry): Instant {
  return entry.claimedAt ?? entry.arrivedAt;
}

/** True when the cleanup may remove the entry: its last use is longer ago than the old presence age. */
export function isOld(entry: PresenceEntry, now: Instant, profile: PresenceTimes): boolean {
  return ageMs(lastUseOf(entry), now) > oldPresenceAgeMs(profile);
}

/** True for what a round may renew: claimed by a component, and not old. */
export function isRenewable(entry: PresenceEntry, now: Instant, profile: PresenceTimes): boolean {
  return entry.claimedAt !== null && !isOld(entry, now, profile);
}

/**
 * True for what the server refused for good. It is asked for again on a new connection (the server may have been configured anew) and
 * when a search shows it, not every round; only the user's LIMIT makes room by itself.
 */
export function isRefusedForGood({ lease }: PresenceEntry): boolean {
  return lease.status === 'REFUSED' && lease.code !== 'LIMIT';
}

/** True for what waits for a lease: claimed, and no keep-alive is on its way. */
export function isWaiting(entry: PresenceEntry): boolean {
  return entry.claimedAt !== null && entry.lease.status === 'NONE';
}

/**
 * True when the server may have ended the lease: T passed since the last renewal. An entry that was never renewed has the lease
 * that the search gave, which began when it came.
 */
export function isLapsed(entry: PresenceEntry, now: Instant, profile: PresenceTimes): boolean {
  return ageMs(entry.lease.renewedAt ?? entry.arrivedAt, now) > leaseMs(profile);
}
