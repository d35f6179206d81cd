import type { PresenceId, PresenceItem } from '@lampfield/protocol';
import type { Instant } from '../intervals/instant.ts';
import { isLapsed } from './entry-age.ts';
import { entryAdapter } from './initial-state.ts';
import type { PresenceEntry, PresenceLease } from './presence-entry.ts';
import type { PresenceFeatureState } from './presence-state.ts';

/** The lease of an entry that no keep-alive was sent for. */
export const NO_LEASE: PresenceLease = { status: 'NONE', renewedAt: null, code: null };

/** A new entry, claimed by nobody. */
export function newEntry(id: PresenceId, arrivedAt: Instant): PresenceEntry {
  return { id, item: null, itemEpoch: null, arrivedAt, claimedAt: null, lease: NO_LEASE, confirmedIn: 0 };
}

/**
 * Takes a batch of pushed items in. Receiving one confirms it, but never claims or refreshes its entry. Items older than what the
 * store has are ignored, and so is what the cleanup has removed: the server may push it until its own lease has run out.
 */
export function withItems(state: PresenceFeatureState, items: readonly PresenceItem[], now: Instant): PresenceFeatureState {
  if (state.session.phase !== 'READY') return state;
  const received = new Map<PresenceId, PresenceEntry>();
  for (const item of items) {
    if (Object.hasOwn(state.forgotten, item.id)) continue;
    const entry = received.get(item.id) ?? state.entries.entities[item.id] ?? newEntry(item.id, now);
    if (isNews(entry, item, state.link.serverEpoch))
      received.set(item.id, withItem(entry, item, confirmationOf(entry, state, now)));
  }
  return received.size === 0 ? state : { ...state, entries: entryAdapter.setMany([...received.values()], state.entries) };
}

/** Versions only grow per item, within one epoch of the server. The same one again confirms what is there. */
function isNews(entry: PresenceEntry, item: PresenceItem, serverEpoch: string | null): boolean {
  return entry.item === null || entry.itemEpoch !== serverEpoch || item.version >= entry.item.version;
}

/** What an arrival means to an entry: the epoch it is of, and the connection that confirms it (0 = none does). */
interface Confirmation {
  readonly itemEpoch: string | null;
  readonly confirmedIn: number;
}

/**
 * Once the lease has run out an arrival confirms nothing: the server pushes until its own cleanup, and then nobody would take the
 * certainty back. The next renewal has everything pushed again.
 */
function confirmationOf(entry: PresenceEntry, { link, session }: PresenceFeatureState, now: Instant): Confirmation {
  const isLeased = session.profile !== null && !isLapsed(entry, now, session.profile);
  return { itemEpoch: link.serverEpoch, confirmedIn: isLeased && link.status === 'CONNECTED' ? link.connection : 0 };
}

function withItem(entry: PresenceEntry, item: PresenceItem, confirmation: Confirmation): PresenceEntry {
  return {
    ...entry,
    ...confirmation,
    item,
    // Pushed means watched: whatever was refused before is not any more.
    lease: entry.lease.status === 'REFUSED' ? NO_LEASE : entry.lease,
  };
}
