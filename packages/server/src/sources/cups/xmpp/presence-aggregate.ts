import type { PresenceActivity, PresenceReason, PresenceState } from '@lampfield/protocol';
import { plainLine } from '../../../core/plain-line.ts';
import type { ResourcePresence } from './presence-stanza.ts';

/** What is to be said of a contact, but for when it began. */
export interface Verdict {
  readonly state: PresenceState;
  readonly raw?: string;
  readonly reason?: PresenceReason;
  readonly activity?: PresenceActivity;
  /** When the deciding client said it, if known; epoch milliseconds. */
  readonly stampMs?: number;
}

/** Longest note that is passed on; characters (code points). */
export const LONGEST_NOTE = 255;

/** Nobody is there. */
export const OFFLINE: Verdict = { state: 'OFFLINE', raw: 'unavailable' };

/** The contact (or its server) has not answered. */
export const PENDING: Verdict = { state: 'UNKNOWN', reason: 'PENDING' };

/** How available each word says somebody is. */
const WORDS = {
  chat: { state: 'AVAILABLE', rank: 4 },
  available: { state: 'AVAILABLE', rank: 3 },
  // Above away: dnd was chosen by somebody who sits there, away is what a forgotten second client says by itself.
  dnd: { state: 'DND', rank: 2 },
  away: { state: 'AWAY', rank: 1 },
  xa: { state: 'AWAY', rank: 0 },
} as const satisfies Record<string, { state: PresenceState; rank: number }>;

/**
 * One verdict out of all of a contact's clients. Of those with a priority of 0 or more the highest priority decides, among equals the
 * most available (RFC 6121, section 8.5.2 routes messages the same way), then the one that spoke last. When all have a negative
 * priority nobody can be reached by chat: AWAY, whatever they show.
 *
 * @param resources by resource, in the order in which each last spoke
 */
export function aggregatePresence(resources: ReadonlyMap<string, ResourcePresence>): Verdict {
  const decisive = [...resources.values()].reduce<ResourcePresence | undefined>(
    (best, candidate) => (best === undefined || !outranks(best, candidate) ? candidate : best),
    undefined,
  );
  if (decisive === undefined) return OFFLINE;
  const raw = decisive.show ?? 'available';
  const note = toNote(decisive.status);
  return {
    state: decisive.priority < 0 ? 'AWAY' : WORDS[raw].state,
    raw,
    activity: { resources: resources.size, ...(note !== '' && { note }) },
    ...(decisive.stampMs !== undefined && { stampMs: decisive.stampMs }),
  };
}

function outranks(one: ResourcePresence, other: ResourcePresence): boolean {
  const [reachable, otherReachable] = [one.priority >= 0, other.priority >= 0];
  if (reachable !== otherReachable) return reachable;
  if (one.priority !== other.priority) return one.priority > other.priority;
  return rankOf(one) > rankOf(other);
}

function rankOf({ show }: ResourcePresence): number {
  return WORDS[show ?? 'available'].rank;
}

/** A user's own words, as they are shown. */
export function toNote(status: string | undefined): string {
  return plainLine(status ?? '', LONGEST_NOTE);
}
