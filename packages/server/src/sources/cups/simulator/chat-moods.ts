import type { PresenceState } from '@lampfield/protocol';
import { pickOne } from '../../../core/seeded-chance.ts';
import type { Chance } from '../../../ports/clock.ts';
import type { SourceReport } from '../../../ports/source.ts';

/** One way to be in a chat client, in XMPP's words for `show` (RFC 6121, section 4.7.2.1), with notes that people write to it. */
interface Mood {
  readonly state: PresenceState;
  readonly raw: string;
  readonly share: number;
  readonly notes: readonly string[];
}

/** Shares add up to 1. A note never is a phone state: what people write about the phone is only text. */
export const CHAT_MOODS: readonly Mood[] = [
  {
    state: 'AVAILABLE',
    raw: 'available',
    share: 0.4,
    notes: ['', '', 'Working from home', 'At the Budapest office this week', 'Ask me about the new switchboard'],
  },
  { state: 'AVAILABLE', raw: 'chat', share: 0.05, notes: ['', 'Happy to help'] },
  { state: 'AWAY', raw: 'away', share: 0.2, notes: ['', '', 'Lunch', 'Back at two', 'Away from the desk'] },
  { state: 'AWAY', raw: 'xa', share: 0.07, notes: ['', 'On the train', 'Back tomorrow'] },
  { state: 'DND', raw: 'dnd', share: 0.13, notes: ['', 'On the phone', 'Presenting, please no messages', 'Closing the books'] },
  { state: 'OFFLINE', raw: 'unavailable', share: 0.15, notes: [''] },
];

/** Of those who are online, how many have one, two or three clients. */
const RESOURCE_COUNTS = [1, 1, 1, 1, 2, 2, 3] as const;

/** Draws how somebody is. @param since epoch milliseconds; null when nobody saw it begin */
export function drawMood(chance: Chance, since: number | null): SourceReport {
  const { state, raw, notes } = drawOneMood(chance);
  const note = pickOne(notes, chance);
  const resources = state === 'OFFLINE' ? undefined : pickOne(RESOURCE_COUNTS, chance);
  return {
    state,
    since,
    raw,
    ...(resources !== undefined && { activity: { ...(note !== '' && { note }), resources } }),
  };
}

function drawOneMood(chance: Chance): Mood {
  let left = chance.next();
  for (const mood of CHAT_MOODS) {
    left -= mood.share;
    if (left < 0) return mood;
  }
  return pickOne(CHAT_MOODS, chance);
}
