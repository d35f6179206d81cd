import type { ShownContact } from '@lampfield/client-presence';
import { toLampView, type LampView } from './lamp-view.ts';
import { STATE_WORDS, TYPE_WORDS } from './words.ts';

/** The overall state of a contact on screen. */
export interface OverallView {
  readonly lamp: LampView;
  /** Which type decided it, and by which rule. */
  readonly reason: string;
}

/** What to say of a composed state. Without anything that is certain it is unknown and says so. */
export function toOverallView({ state, rule, decidedBy }: ShownContact): OverallView {
  if (decidedBy === undefined) {
    return { lamp: { state, isVerified: false, word: STATE_WORDS[state] }, reason: 'No source confirms a state at the moment.' };
  }
  const type = TYPE_WORDS[decidedBy.type];
  const lamp = toLampView(decidedBy);
  const decided = `Decided by ${type}: ${lamp.word}.`;
  return { lamp, reason: rule === 'ONLY_PHONE_LIVE' ? `${decided} Chat is offline, but the phone is there.` : decided };
}
