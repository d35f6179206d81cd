import type { HelloEvt, SourceStateEvt } from '@lampfield/protocol';
import type { Instant } from '../intervals/instant.ts';
import { entryAdapter } from './initial-state.ts';
import type { PresenceEntry } from './presence-entry.ts';
import type { LinkState, PresenceFeatureState } from './presence-state.ts';

/** A new socket is being opened: nothing is certain until it has spoken. */
export function withConnecting(state: PresenceFeatureState, now: Instant): PresenceFeatureState {
  return withLink(state, { status: 'CONNECTING', sinceMs: now.wallMs });
}

/** A connection begins. What the sources said on the one before does not count: the server says it anew. */
export function withConnected(state: PresenceFeatureState, now: Instant): PresenceFeatureState {
  const connection = state.link.connection + 1;
  return { ...withLink(state, { status: 'CONNECTED', sinceMs: now.wallMs, connection }), sources: {} };
}

/** The connection is lost; the lamps keep what they had and say that it is not certain. */
export function withConnectionLost(state: PresenceFeatureState, now: Instant): PresenceFeatureState {
  const sinceMs = state.link.status === 'LOST' ? state.link.sinceMs : now.wallMs;
  return withLink(state, { status: 'LOST', sinceMs });
}

/** The server refused or ended the connection. */
export function withConnectionRefused(state: PresenceFeatureState, now: Instant): PresenceFeatureState {
  return withLink(withConnectionLost(state, now), { refusalsInARow: state.link.refusalsInARow + 1 });
}

/** Remembers the server's epoch (entries of another one accept lower versions once) and how far its clock is from this machine's. */
export function withHello(
  state: PresenceFeatureState,
  { serverEpoch, serverTime }: HelloEvt,
  now: Instant,
): PresenceFeatureState {
  return withLink(state, { serverEpoch, clockOffsetMs: serverTime - now.wallMs });
}

/** The resync of a connection is complete, unless another one has begun meanwhile. */
export function withResynced(state: PresenceFeatureState, connection: number): PresenceFeatureState {
  if (connection !== state.link.connection) return state;
  // Only now, as a server that takes a connection and ends it at once is to be asked more and more rarely.
  return withLink(state, { resyncedConnection: connection, refusalsInARow: 0 });
}

/**
 * A source went or came back. DOWN touches no item: the selectors put it over all lamps of the type. UP clears the items that the
 * server had sent as stale while the source was down.
 */
export function withSourceState(state: PresenceFeatureState, event: SourceStateEvt): PresenceFeatureState {
  const sources = { ...state.sources, [event.type]: event };
  if (event.state === 'DOWN') return { ...state, sources };
  const entries = entryAdapter.map((entry) => (isStaleBySource(entry, event) ? withoutStale(entry) : entry), state.entries);
  return { ...state, sources, entries };
}

function isStaleBySource({ item }: PresenceEntry, { type }: SourceStateEvt): boolean {
  return item?.type === type && item.stale === true && item.reason === 'SOURCE_DOWN';
}

function withoutStale(entry: PresenceEntry): PresenceEntry {
  if (entry.item === null) return entry;
  const { stale: _stale, reason: _reason, ...item } = entry.item;
  return { ...entry, item };
}

function withLink(state: PresenceFeatureState, changes: Partial<LinkState>): PresenceFeatureState {
  return { ...state, link: { ...state.link, ...changes } };
}
