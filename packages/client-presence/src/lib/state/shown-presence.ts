import {
  parsePresenceId,
  type PresenceId,
  type PresenceItem,
  type PresenceReason,
  type RejectionCode,
} from '@lampfield/protocol';
import type { PresenceEntry } from './presence-entry.ts';
import type { LinkState, PresenceFeatureState } from './presence-state.ts';

/**
 * Why a lamp is not certain. Beyond the server's reasons: CONNECTION_LOST, the socket is not connected; NOT_CONFIRMED, it is, but
 * nothing arrived over it about this item yet, or the lease ran out.
 */
export type ShownReason = PresenceReason | 'CONNECTION_LOST' | 'NOT_CONFIRMED';

/** An item as it may be shown now: `stale` says that it must not look certain, `reason` why. */
export interface ShownPresence extends Omit<PresenceItem, 'reason'> {
  readonly reason?: ShownReason;
}

/** The parts of the state that decide whether items are certain. */
export type Certainty = Pick<PresenceFeatureState, 'link' | 'sources'>;

const REASON_OF_REJECTION: Readonly<Record<RejectionCode, PresenceReason>> = {
  NOT_ALLOWED: 'DENIED',
  LIMIT: 'DENIED',
  INVALID_ID: 'NOT_FOUND',
  UNKNOWN_TYPE: 'NO_SOURCE',
  DIRECTORY_UNAVAILABLE: 'PENDING',
};

/** The entry as it may be shown. Undefined for an id that no lamp can stand for. */
export function shownPresence(entry: PresenceEntry, certainty: Certainty): ShownPresence | undefined {
  if (entry.lease.status === 'REFUSED' && entry.lease.code !== null) {
    return unknownPresence(entry.id, REASON_OF_REJECTION[entry.lease.code]);
  }
  const doubt = doubtOf(entry, certainty);
  if (entry.item === null) return unknownPresence(entry.id, doubt === 'NOT_CONFIRMED' ? 'PENDING' : (doubt ?? 'PENDING'));
  if (doubt === undefined) return entry.item;
  return { ...entry.item, stale: true, reason: doubt };
}

/** An UNKNOWN lamp for an id of which nothing has arrived. Undefined when it is not an id. */
export function unknownPresence(id: PresenceId, reason: ShownReason): ShownPresence | undefined {
  const parsed = parsePresenceId(id);
  if (typeof parsed === 'string') return undefined;
  return { ...parsed, state: 'UNKNOWN', since: null, version: 0, confirmedAt: 0, reason };
}

/** True when the item may be shown as certain, as far as the client can tell; the item itself may still say that it is stale. */
export function isConfirmed(entry: PresenceEntry, link: LinkState): boolean {
  return link.status === 'CONNECTED' && entry.confirmedIn === link.connection;
}

function doubtOf(entry: PresenceEntry, { link, sources }: Certainty): ShownReason | undefined {
  if (link.status !== 'CONNECTED') return 'CONNECTION_LOST';
  if (!isConfirmed(entry, link)) return 'NOT_CONFIRMED';
  // What is UNKNOWN has a reason of its own, which a source that is down does not make less true.
  if (entry.item === null || entry.item.state === 'UNKNOWN') return undefined;
  const source = sources[entry.item.type];
  return source?.state === 'DOWN' ? (source.reason ?? 'SOURCE_DOWN') : undefined;
}

/** The item as composition takes it. Only `stale` counts there; the client's own reasons are not the protocol's. */
export function toPresenceItem({ reason: _reason, ...item }: ShownPresence): PresenceItem {
  return item;
}
