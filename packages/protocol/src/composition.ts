import type { PresenceItem } from './presence-item.ts';
import { precedenceOf, type PresenceState } from './presence-state.ts';
import type { PresenceType } from './presence-type.ts';

/**
 * Why a composed state is what it is: `PRECEDENCE`, the item outranked the others; `ONLY_PHONE_LIVE`, the chat client is off but
 * the phone is there; `NOTHING_KNOWN`, no item could vote.
 */
export type CompositionRule = 'PRECEDENCE' | 'ONLY_PHONE_LIVE' | 'NOTHING_KNOWN';

/** One overall state of a contact, with the item and the rule that decided it. */
export interface ComposedPresence {
  readonly state: PresenceState;
  readonly rule: CompositionRule;
  /** The item that won; absent when nothing could vote. */
  readonly decidedBy?: PresenceItem;
}

/** States that a source reports without meaning that somebody is there: they do not vote. */
const SILENT_VOTES: Readonly<Partial<Record<PresenceType, readonly PresenceState[]>>> = {
  // No meeting is not presence: a free calendar says nothing about a desk (RFC 4480, section 3.2 keeps the two apart as well).
  EXCHANGE: ['AVAILABLE'],
};

/**
 * Composes the items of one contact into one state. Rules beyond the precedence table: an item that is stale or UNKNOWN does not
 * vote, a free calendar does not vote, OFFLINE of a chat client never overrides a live phone, and where nothing is known the result
 * is UNKNOWN, never AVAILABLE. Of equal states the one that began last wins, then the smaller id, so that the result does not
 * depend on the order of the items.
 */
export function composePresence(items: readonly PresenceItem[]): ComposedPresence {
  const voters = items.filter(mayVote);
  const winner = voters.reduce<PresenceItem | undefined>(
    (best, item) => (best === undefined || outranks(item, best) ? item : best),
    undefined,
  );
  if (winner === undefined) return { state: 'UNKNOWN', rule: 'NOTHING_KNOWN' };
  const isChatOff = voters.some(({ type, state }) => type !== 'JTAPI' && state === 'OFFLINE');
  const rule = winner.type === 'JTAPI' && winner.state === 'AVAILABLE' && isChatOff ? 'ONLY_PHONE_LIVE' : 'PRECEDENCE';
  return { state: winner.state, rule, decidedBy: winner };
}

function mayVote(item: PresenceItem): boolean {
  if (item.stale === true || item.state === 'UNKNOWN') return false;
  return SILENT_VOTES[item.type]?.includes(item.state) !== true;
}

function outranks(challenger: PresenceItem, best: PresenceItem): boolean {
  const byPrecedence = precedenceOf(challenger.state) - precedenceOf(best.state);
  if (byPrecedence !== 0) return byPrecedence < 0;
  const bySince = (challenger.since ?? 0) - (best.since ?? 0);
  return bySince === 0 ? challenger.id < best.id : bySince > 0;
}
