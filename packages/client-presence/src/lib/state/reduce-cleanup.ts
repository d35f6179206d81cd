import type { PresenceId } from '@lampfield/protocol';
import { ageMs, type Instant } from '../intervals/instant.ts';
import { maxLeaseMs, oldPresenceAgeMs } from '../intervals/presence-intervals.ts';
import { isOld, lastUseOf } from './entry-age.ts';
import { entryAdapter } from './initial-state.ts';
import type { PresenceFeatureState } from './presence-state.ts';
import { withAllLapsed } from './reduce-claims.ts';

/**
 * Removes what is old; only removes. Whether it still is gets checked again, as a claim may have come since the ids were gathered.
 * What was removed is remembered for as long as the server may push it: until T + G after it became old, when no renewal of this
 * client can have kept it alive any longer. So a line that never stops changing does not come back.
 */
export function withCleanup(state: PresenceFeatureState, oldIds: readonly PresenceId[], now: Instant): PresenceFeatureState {
  const { profile } = state.session;
  if (profile === null) return state;
  const removed = oldIds
    .map((id) => state.entries.entities[id])
    .filter((entry) => entry !== undefined)
    .filter((entry) => isOld(entry, now, profile));
  const longestMs = oldPresenceAgeMs(profile) + maxLeaseMs(profile);
  const forgotten = Object.fromEntries(
    [...Object.entries(state.forgotten), ...removed.map((entry) => [entry.id, lastUseOf(entry)] as const)].filter(
      ([, lastUse]) => ageMs(lastUse, now) <= longestMs,
    ),
  );
  const entries = entryAdapter.removeMany(
    removed.map(({ id }) => id),
    state.entries,
  );
  return withAllLapsed({ ...state, entries, forgotten }, now);
}
