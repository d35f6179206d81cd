import type { PresenceId } from './presence-id.ts';
import type { PresenceState } from './presence-state.ts';
import type { PresenceType } from './presence-type.ts';

/** Why a state is UNKNOWN or not confirmed. */
export const PRESENCE_REASONS = [
  'NO_SOURCE',
  'NOT_CONTROLLED',
  'NOT_FOUND',
  'DENIED',
  'PENDING',
  'SOURCE_DOWN',
  'SOURCE_FULL',
] as const;

/** One of {@link PRESENCE_REASONS}. */
export type PresenceReason = (typeof PRESENCE_REASONS)[number];

/** The other end of a line's most important call. */
export interface CallPeer {
  readonly number: string;
  readonly name?: string;
}

/** A stretch of busy time in a calendar; epoch milliseconds. */
export interface BusyPeriod {
  readonly from: number;
  readonly until: number;
}

/** What a presentity is doing, as far as its source tells. Each source fills the fields it has. */
export interface PresenceActivity {
  /** Telephony: whom the line is talking to, calling or being called by. */
  readonly peer?: CallPeer;
  /** Telephony: `in` when the line was called. */
  readonly direction?: 'in' | 'out';
  readonly held?: true;
  /** Telephony: several others are in the call. There may be no one `peer` then; where there is, it is the conference's own number. */
  readonly conference?: true;
  /** Telephony: how many calls the line has. */
  readonly calls?: number;
  /** Calendar: when the present state ends; epoch milliseconds. */
  readonly until?: number;
  /** Calendar: the next busy period. */
  readonly next?: BusyPeriod;
  readonly outOfOffice?: true;
  readonly tentative?: true;
  /** Chat: the user's own words; plain text, capped by the server. */
  readonly note?: string;
  /** Chat: how many clients the user has online. */
  readonly resources?: number;
}

/** The state of one presentity, as it travels to the client and lives in its store. */
export interface PresenceItem {
  readonly id: PresenceId;
  readonly identifier: string;
  readonly type: PresenceType;
  readonly state: PresenceState;
  /** When this state began at the source, epoch milliseconds; null when not known (a first snapshot does not know). */
  readonly since: number | null;
  /** Server-wide counter that only grows per item, across expiry and restart; below 2^53. A receiver drops what is older. */
  readonly version: number;
  /** When the source last vouched for the state; epoch milliseconds. */
  readonly confirmedAt: number;
  /** Last known, but the source is not confirming it now: never to be shown as certain. */
  readonly stale?: true;
  /** Why the state is UNKNOWN or stale. */
  readonly reason?: PresenceReason;
  /** The source's own word (`ALERTING`, `xa`), for tooltips and support. */
  readonly raw?: string;
  readonly activity?: PresenceActivity;
}
