import { parsePresenceId, type PresenceId, type PresenceTimes } from '@lampfield/protocol';
import type { Instant } from '../intervals/instant.ts';
import { isLapsed, isOld } from './entry-age.ts';
import { entryAdapter } from './initial-state.ts';
import type { PresenceEntry } from './presence-entry.ts';
import type { PresenceFeatureState } from './presence-state.ts';
import { newEntry, NO_LEASE } from './reduce-items.ts';

/** A component shows these. A claim may come before its item: the entry then waits for it. */
export function withClaims(state: PresenceFeatureState, ids: readonly PresenceId[], now: Instant): PresenceFeatureState {
  const { profile, phase } = state.session;
  if (profile === null || phase !== 'READY' || ids.length === 0) return state;
  const claimed = [...new Set(ids)].filter(isPresenceId).map((id) => {
    const entry = state.entries.entities[id];
    const claimable = entry === undefined ? newEntry(id, now) : withLeftOut(withLapse(entry, now, profile), now, profile);
    return { ...claimable, claimedAt: now };
  });
  return { ...state, entries: entryAdapter.setMany(claimed, state.entries), forgotten: without(state.forgotten, ids) };
}

/** A search found these: a claim, and what was refused may be asked for again, as the directory has just shown it. */
export function withSearched(state: PresenceFeatureState, ids: readonly PresenceId[], now: Instant): PresenceFeatureState {
  const claimed = withClaims(state, ids, now);
  const refused = ids.filter((id) => claimed.entries.entities[id]?.lease.status === 'REFUSED');
  if (refused.length === 0) return claimed;
  const changes = refused.map((id) => ({ id, changes: { lease: NO_LEASE } }));
  return { ...claimed, entries: entryAdapter.updateMany(changes, claimed.entries) };
}

/** The entry as it is once its lease may have run out: kept, but not certain, and to be asked for again. */
function withLapse(entry: PresenceEntry, now: Instant, profile: PresenceTimes): PresenceEntry {
  if (entry.lease.status === 'REFUSED' || !isLapsed(entry, now, profile)) return entry;
  if (entry.confirmedIn === 0 && entry.lease.status !== 'HELD') return entry;
  return { ...entry, confirmedIn: 0, lease: entry.lease.status === 'HELD' ? { ...entry.lease, status: 'NONE' } : entry.lease };
}

/**
 * The entry as it is when it is used again after it was old: rounds left it out, the one on a new connection too, so a server that has started
 * since may know nothing of a lease that has not run out. It is asked for at once.
 */
function withLeftOut(entry: PresenceEntry, now: Instant, profile: PresenceTimes): PresenceEntry {
  if (entry.lease.status !== 'HELD' || !isOld(entry, now, profile)) return entry;
  return { ...entry, lease: { ...entry.lease, status: 'NONE' } };
}

/** Every entry whose lease may have run out says so. */
export function withAllLapsed(state: PresenceFeatureState, now: Instant): PresenceFeatureState {
  const { profile } = state.session;
  if (profile === null) return state;
  const entries = entryAdapter.map((entry) => withLapse(entry, now, profile), state.entries);
  return { ...state, entries };
}

/** No lamp can stand for anything else, and the server would refuse it. */
function isPresenceId(id: string): boolean {
  return typeof parsePresenceId(id) !== 'string';
}

function without(forgotten: PresenceFeatureState['forgotten'], ids: readonly PresenceId[]): PresenceFeatureState['forgotten'] {
  if (!ids.some((id) => Object.hasOwn(forgotten, id))) return forgotten;
  const claimed = new Set(ids);
  return Object.fromEntries(Object.entries(forgotten).filter(([id]) => !claimed.has(id)));
}
