import type { BulkUpdateResponse, PresenceId } from '@lampfield/protocol';
import type { UpdateRound } from '../actions/subscription-actions.ts';
import type { Instant } from '../intervals/instant.ts';
import { entryAdapter } from './initial-state.ts';
import type { PresenceLease } from './presence-entry.ts';
import type { PresenceFeatureState } from './presence-state.ts';
import { NO_LEASE } from './reduce-items.ts';
import { withSubscriptionTime } from './reduce-session.ts';
import { roundEntries } from './round-entries.ts';

/** A round begins: what has no lease is being asked for, so that nobody else asks for it too. */
export function withAsked(state: PresenceFeatureState, round: UpdateRound): PresenceFeatureState {
  const asked = roundEntries(state, round).filter(({ lease }) => lease.status === 'NONE');
  return withLeases(
    state,
    asked.map(({ id, lease }) => [id, { ...lease, status: 'ASKED' }]),
  );
}

/** One request of a round was answered. */
export function withAnswer(state: PresenceFeatureState, answer: BulkUpdateResponse, askedAt: Instant): PresenceFeatureState {
  const held: PresenceLease = { status: 'HELD', renewedAt: askedAt, code: null };
  const leases = [...answer.renewed, ...answer.recreated].map((id): [PresenceId, PresenceLease] => [id, held]);
  return withRefusals(withLeases(withSubscriptionTime(state, answer.expiresInSeconds), leases), answer);
}

/** One request of a round failed for good: what it asked for has no lease yet. */
export function withFailure(state: PresenceFeatureState, ids: readonly PresenceId[]): PresenceFeatureState {
  const asked = ids.map((id) => state.entries.entities[id]).filter((entry) => entry?.lease.status === 'ASKED');
  return withLeases(
    state,
    asked.flatMap((entry) => (entry === undefined ? [] : [[entry.id, { ...entry.lease, status: 'NONE' }]])),
  );
}

/**
 * What the server will not tell is not shown as it once was. Where only the directory could not be asked, the last state stays,
 * uncertain, and the lease is asked for again.
 */
function withRefusals(state: PresenceFeatureState, { rejected }: BulkUpdateResponse): PresenceFeatureState {
  if (rejected.length === 0) return state;
  const changes = rejected.map(({ id, code }) => ({
    id,
    changes:
      code === 'DIRECTORY_UNAVAILABLE'
        ? { lease: NO_LEASE, confirmedIn: 0 }
        : { lease: { status: 'REFUSED', renewedAt: null, code } as const, item: null, itemEpoch: null, confirmedIn: 0 },
  }));
  return { ...state, entries: entryAdapter.updateMany(changes, state.entries) };
}

function withLeases(
  state: PresenceFeatureState,
  leases: readonly (readonly [PresenceId, PresenceLease])[],
): PresenceFeatureState {
  if (leases.length === 0) return state;
  const changes = leases.map(([id, lease]) => ({ id, changes: { lease } }));
  return { ...state, entries: entryAdapter.updateMany(changes, state.entries) };
}
