import type { PresenceId } from '@lampfield/protocol';
import type { UpdateRound } from '../actions/subscription-actions.ts';
import { ageMs, type Instant } from '../intervals/instant.ts';
import { leaseMs } from '../intervals/presence-intervals.ts';
import { isRefusedForGood, isRenewable, isWaiting } from './entry-age.ts';
import type { PresenceEntry } from './presence-entry.ts';
import type { PresenceFeatureState } from './presence-state.ts';

/** The entries that a round is about: everything that is claimed and not old, or those of its ids. */
export function roundEntries(state: PresenceFeatureState, round: UpdateRound): PresenceEntry[] {
  const renewable = renewableEntries(state, round.ids ?? idsOf(state), round.now);
  return round.cause === 'RECONNECT' ? renewable : renewable.filter((entry) => !isRefusedForGood(entry));
}

/** What is claimed, not old, and has no lease nor a keep-alive on its way. */
export function waitingEntries(state: PresenceFeatureState, now: Instant): PresenceEntry[] {
  return renewableEntries(state, idsOf(state), now).filter(isWaiting);
}

/** Those of the ids that are claimed and not old. */
export function renewableEntries(state: PresenceFeatureState, ids: readonly PresenceId[], now: Instant): PresenceEntry[] {
  const { profile } = state.session;
  if (profile === null) return [];
  const entries = ids.map((id) => state.entries.entities[id]).filter((entry) => entry !== undefined);
  return entries.filter((entry) => isRenewable(entry, now, profile));
}

/**
 * How long the first of the leases that a round would renew still lives, milliseconds; Infinity where there is none. One that has run out
 * already cannot be saved by hurrying.
 */
export function shortestLeaseLeftMs(state: PresenceFeatureState, now: Instant): number {
  const { profile } = state.session;
  if (profile === null) return Infinity;
  const leftMs = renewableEntries(state, idsOf(state), now).flatMap(({ lease }) =>
    lease.renewedAt === null ? [] : [leaseMs(profile) - ageMs(lease.renewedAt, now)],
  );
  return leftMs.filter((ms) => ms > 0).reduce((shortest, ms) => Math.min(shortest, ms), Infinity);
}

function idsOf({ entries }: PresenceFeatureState): readonly PresenceId[] {
  return entries.ids as PresenceId[];
}
