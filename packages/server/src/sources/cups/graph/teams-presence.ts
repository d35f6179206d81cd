import { precedenceOf, type PresenceActivity, type PresenceState } from '@lampfield/protocol';
import { plainLine } from '../../../core/plain-line.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { fieldOf, textOf } from '../../documents/json-fields.ts';

/** Longest word that is passed on; code points. */
const LONGEST_WORD = 64;

/** Longest status message that is passed on; code points. Teams takes 280. */
const LONGEST_NOTE = 280;

/**
 * Words of `availability` and `activity` in lower case. They have moved between the two and changed their spelling over the years, so both are looked up in one table:
 * https://learn.microsoft.com/graph/api/resources/presence.
 */
const STATES: Readonly<Record<string, PresenceState>> = {
  available: 'AVAILABLE',
  availableidle: 'AWAY',
  away: 'AWAY',
  berightback: 'AWAY',
  inactive: 'AWAY',
  outofoffice: 'AWAY',
  busy: 'BUSY',
  busyidle: 'BUSY',
  donotdisturb: 'DND',
  urgentinterruptionsonly: 'DND',
  focusing: 'DND',
  inacall: 'ON_CALL',
  inaconferencecall: 'ON_CALL',
  inameeting: 'IN_MEETING',
  presenting: 'IN_MEETING',
  offline: 'OFFLINE',
  offwork: 'OFFLINE',
};

/**
 * Reads a presence. Of the two words the one that matters more to an attendant wins, by the table of the protocol; but who is offline and out of office is offline. Words
 * that are none of the known ones claim nothing.
 *
 * @param withNote also the status message, if it is plain text
 */
export function readTeamsPresence(presence: unknown, withNote: boolean): SourceReport {
  const words = ['activity', 'availability'].map((name) => plainLine(textOf(presence, name) ?? '', LONGEST_WORD));
  const known = words.flatMap((word) => toState(word));
  const [raw = ''] = words.filter((word) => word !== '');
  const state = decide(known);
  // PresenceUnknown: Teams has no presence of him, or keeps it to itself. No call will change that.
  if (state === undefined) return { state: 'UNKNOWN', since: null, reason: 'NOT_CONTROLLED', ...(raw !== '' && { raw }) };
  const note = withNote ? noteOf(presence) : undefined;
  const activity: PresenceActivity = {
    ...(note !== undefined && { note }),
    ...(isOutOfOffice(presence, words) && { outOfOffice: true }),
  };
  return { state, since: null, raw, ...(Object.keys(activity).length > 0 && { activity }) };
}

function toState(word: string): PresenceState[] {
  const name = word.toLowerCase();
  const state = Object.hasOwn(STATES, name) ? STATES[name] : undefined;
  return state === undefined ? [] : [state];
}

function decide(known: readonly PresenceState[]): PresenceState | undefined {
  const [first, second] = known;
  if (first === undefined || second === undefined) return first;
  if (known.includes('OFFLINE') && known.includes('AWAY')) return 'OFFLINE';
  return precedenceOf(second) < precedenceOf(first) ? second : first;
}

function isOutOfOffice(presence: unknown, words: readonly string[]): boolean {
  const isSet = fieldOf(fieldOf(presence, 'outOfOfficeSettings'), 'isOutOfOffice') === true;
  return isSet || words.some((word) => word.toLowerCase() === 'outofoffice');
}

/** The only format there is today is text (presenceStatusMessage); what says that it is something else is not shown as text. */
function noteOf(presence: unknown): string | undefined {
  const message = fieldOf(fieldOf(presence, 'statusMessage'), 'message');
  if ((textOf(message, 'contentType') ?? 'text').toLowerCase() !== 'text') return undefined;
  const note = plainLine(textOf(message, 'content') ?? '', LONGEST_NOTE);
  return note === '' ? undefined : note;
}
