import type { ShownPresence, ShownReason } from '@lampfield/client-presence';
import type { PresenceState } from '@lampfield/protocol';
import { callText, clientsText } from './activity-text.ts';
import { FREE_CALENDAR_WORD, NO_PRESENCE_YET, NO_REASON, REASON_DOUBTS, STATE_WORDS, type Doubt } from './words.ts';

/** What one lamp says, before any of it is drawn. */
export interface LampView {
  readonly state: PresenceState;
  /** False: drawn hollow and dashed, said to be unverified, and nothing runs on beside it. */
  readonly isVerified: boolean;
  /** The state in words. */
  readonly word: string;
  /** Why it is unknown or unverified. */
  readonly doubt?: Doubt;
  /** Whom the line talks to, the chat user's own words or how many clients he has; only while the state is certain. */
  readonly detail?: string;
  /** Since when the state lasts, epoch milliseconds; only while the state is certain and its source knows. */
  readonly since?: number;
}

/** States that a person follows by the second. */
const CALL_STATES: readonly PresenceState[] = ['RINGING', 'DIALING', 'ON_CALL'];

/** States where it helps to see for how long, in minutes. */
const LASTING_STATES: readonly PresenceState[] = ['AWAY', 'DND', 'BUSY'];

/** How exactly the time in a state is shown beside it; `none` for states where it would only be noise. */
export function durationKind(state: PresenceState): 'clock' | 'coarse' | 'none' {
  if (CALL_STATES.includes(state)) return 'clock';
  return LASTING_STATES.includes(state) ? 'coarse' : 'none';
}

/** What to say of one item: certain only where the item itself is. */
export function toLampView(item: ShownPresence): LampView {
  const { state } = item;
  const word = wordOf(item);
  if (item.stale === true) return { state, isVerified: false, word, doubt: doubtOf(item.reason, REASON_DOUBTS.NOT_CONFIRMED) };
  if (state === 'UNKNOWN') return { state, isVerified: true, word, doubt: unknownDoubt(item) };
  const detail = detailOf(item);
  return {
    state,
    isVerified: true,
    word,
    ...(detail === '' ? {} : { detail }),
    ...(item.since === null ? {} : { since: item.since }),
  };
}

function wordOf({ type, state }: ShownPresence): string {
  return type === 'EXCHANGE' && state === 'AVAILABLE' ? FREE_CALENDAR_WORD : STATE_WORDS[state];
}

/** A source that waits for the first word of a client that is connected has answered itself. */
function unknownDoubt({ reason, activity }: ShownPresence): Doubt {
  const isConnected = (activity?.resources ?? 0) > 0;
  return reason === 'PENDING' && isConnected ? NO_PRESENCE_YET : doubtOf(reason, NO_REASON);
}

function doubtOf(reason: ShownReason | undefined, otherwise: Doubt): Doubt {
  return reason === undefined ? otherwise : REASON_DOUBTS[reason];
}

function detailOf({ type, activity }: ShownPresence): string {
  if (activity === undefined) return '';
  if (type === 'JTAPI') return callText(activity);
  return type === 'XMPP' ? clientsText(activity) : (activity.note ?? '');
}

/** The lamp's name for who does not see it: state, doubt and nothing that changes by the second. */
export function lampLabel(view: LampView): string {
  const doubt = view.doubt === undefined ? '' : `, ${view.doubt.short}`;
  return view.isVerified || view.state === 'UNKNOWN' ? `${view.word}${doubt}` : `${view.word}, unverified${doubt}`;
}
