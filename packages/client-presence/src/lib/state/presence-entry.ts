import type { PresenceId, PresenceItem, RejectionCode } from '@lampfield/protocol';
import type { Instant } from '../intervals/instant.ts';

/**
 * The client's lease on the subscription of one entry. NONE: not asked for, or run out; ASKED: a keep-alive is on its way; HELD:
 * the server renewed it; REFUSED: the server will not, `code` says why.
 */
export type LeaseStatus = 'NONE' | 'ASKED' | 'HELD' | 'REFUSED';

/** See {@link LeaseStatus}. */
export interface PresenceLease {
  readonly status: LeaseStatus;
  /** When the keep-alive that renewed it last was sent; null before the first. */
  readonly renewedAt: Instant | null;
  readonly code: RejectionCode | null;
}

/** One presentity in the store. */
export interface PresenceEntry {
  /** `<identifier>_<type>`. */
  readonly id: PresenceId;
  /** What the server pushed last; null while nothing has arrived, as a claim may come before the item. */
  readonly item: PresenceItem | null;
  /** Epoch of the server that `item.version` counts in; versions of different epochs cannot be compared. */
  readonly itemEpoch: string | null;
  /** When the entry came into the store. */
  readonly arrivedAt: Instant;
  /** The last keep-alive of a component; null for what nobody claimed. Only this refreshes an entry: a push never does. */
  readonly claimedAt: Instant | null;
  readonly lease: PresenceLease;
  /** Number of the socket connection over which the item was received or confirmed; 0 when it is not confirmed at all. */
  readonly confirmedIn: number;
}
