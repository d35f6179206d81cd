import type { ShownReason } from '@lampfield/client-presence';
import type { BusyKind, PresenceState, PresenceType } from '@lampfield/protocol';

/** What a state is called on screen. */
export const STATE_WORDS: Readonly<Record<PresenceState, string>> = {
  RINGING: 'Ringing',
  ON_CALL: 'On call',
  DIALING: 'Dialing',
  DND: 'Do not disturb',
  IN_MEETING: 'In meeting',
  BUSY: 'Busy',
  AWAY: 'Away',
  AVAILABLE: 'Available',
  OFFLINE: 'Offline',
  UNKNOWN: 'Unknown',
};

/** What a calendar is called in which nothing is on: whether its owner can be reached is for phone and chat to say. */
export const FREE_CALENDAR_WORD = 'Free';

/** What a time of a calendar is called that is not free. */
export const BUSY_KIND_WORDS: Readonly<Record<BusyKind, string>> = {
  oof: 'out of office',
  busy: 'in a meeting',
  tentative: 'tentative',
  workingElsewhere: 'working elsewhere',
};

/** What a presence type is called on screen: the head of its column of lamps. */
export const TYPE_WORDS: Readonly<Record<PresenceType, string>> = {
  JTAPI: 'Phone',
  CUPS: 'Chat',
  EXCHANGE: 'Calendar',
  XMPP: 'XMPP',
};

/** Why nothing certain can be said: a few words for the row, a sentence for who asks. */
export interface Doubt {
  readonly short: string;
  readonly sentence: string;
}

/** A {@link Doubt} for every reason that the server or this page has. */
export const REASON_DOUBTS: Readonly<Record<ShownReason, Doubt>> = {
  NO_SOURCE: { short: 'not configured', sentence: 'No source is configured for this kind of presence.' },
  NOT_CONTROLLED: { short: 'not watched', sentence: 'The phone system does not let this line be watched.' },
  NOT_FOUND: { short: 'not found', sentence: 'The source does not know this number or address.' },
  DENIED: { short: 'refused', sentence: 'This presence may not be shown to you, or there are too many on your screens.' },
  PENDING: { short: 'waiting', sentence: 'The source has been asked and has not answered yet.' },
  SOURCE_DOWN: { short: 'source down', sentence: 'The source of this presence cannot be reached.' },
  SOURCE_FULL: { short: 'source full', sentence: 'The source watches as many as it can and has no room for this one.' },
  CONNECTION_LOST: { short: 'no connection', sentence: 'This page has lost its connection to the server.' },
  NOT_CONFIRMED: { short: 'not confirmed', sentence: 'Nothing confirms this state at the moment.' },
};

/** Somebody is online, and none of his clients has said whether he can be reached. */
export const NO_PRESENCE_YET: Doubt = {
  short: 'no presence yet',
  sentence: 'A client is connected and has not said yet whether its user is available.',
};

/** The source says UNKNOWN and not why. */
export const NO_REASON: Doubt = { short: 'no reason given', sentence: 'The source gave no reason.' };
