import { isAuthorised, type RosterEntry } from './roster-stanza.ts';

/**
 * What has to be done about one address: `add` puts it on the list in our group (and is followed by `subscribe`), `subscribe` asks
 * for its presence, `remove` takes it off, `withdraw` gives up a subscription but leaves the entry, which somebody else made.
 */
export type RosterStep = 'add' | 'subscribe' | 'remove' | 'withdraw';

/** What the decision depends on. */
export interface RosterFacts {
  /** As the server has it; undefined when the address is not on the list. */
  readonly entry: RosterEntry | undefined;
  /** Somebody observes it. */
  readonly isWanted: boolean;
  /** We have asked on this stream, and the list may not show it yet. */
  readonly isSubscribeSent: boolean;
  /** It said no, or the server did: it is not asked again while it is observed. */
  readonly isRefused: boolean;
  /** The entry is not ours, but the subscription on it is. */
  readonly isBorrowed: boolean;
  /** The group that tags what we add. */
  readonly group: string;
}

/**
 * The next step that brings the list nearer to what is wanted; undefined when it is there. Entries without our group are somebody
 * else's: they are used, and left as they were. Taking the step and asking again always ends.
 */
export function findRosterStep(facts: RosterFacts): RosterStep | undefined {
  return facts.isWanted ? findStepToSee(facts) : findStepToForget(facts);
}

/** Whether we added the entry. */
export function isOurs(entry: RosterEntry, group: string): boolean {
  return entry.groups.includes(group);
}

function findStepToSee({ entry, isSubscribeSent, isRefused }: RosterFacts): RosterStep | undefined {
  if (isRefused || isSubscribeSent || isAuthorised(entry) || entry?.isAsked === true) return undefined;
  return entry === undefined ? 'add' : 'subscribe';
}

function findStepToForget({ entry, isBorrowed, group }: RosterFacts): RosterStep | undefined {
  if (entry === undefined) return undefined;
  if (isOurs(entry, group)) return 'remove';
  return isBorrowed ? 'withdraw' : undefined;
}
