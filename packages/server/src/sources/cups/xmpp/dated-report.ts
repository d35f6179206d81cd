import type { PresenceState } from '@lampfield/protocol';
import type { SourceReport } from '../../../ports/source.ts';
import type { Verdict } from './presence-aggregate.ts';

/** The last known state of a contact, and when it began. */
export interface DatedState {
  readonly state: PresenceState;
  readonly since: number | null;
}

/**
 * A verdict as a report, with the time it began: a state that goes on keeps its time, also across a lost stream; one that is seen to
 * begin has the time of the stanza that brought it; one that is found has its client's stamp, if there is one, and is otherwise not
 * known. What is UNKNOWN has no beginning.
 *
 * @param previous the last state that was known; undefined when there is none
 * @param seenAtMs wall clock of the change, when it was seen to happen; undefined for what is found
 */
export function dateVerdict(verdict: Verdict, previous: DatedState | undefined, seenAtMs: number | undefined): SourceReport {
  const { stampMs, ...said } = verdict;
  if (said.state === 'UNKNOWN') return { ...said, since: null };
  if (previous?.state === said.state) return { ...said, since: previous.since };
  const isSeenToBegin = previous !== undefined && seenAtMs !== undefined;
  return { ...said, since: isSeenToBegin ? seenAtMs : (stampMs ?? null) };
}

/** What is to be remembered of a report for the next one: an UNKNOWN state is nothing to compare with. */
export function datedStateOf({ state, since }: SourceReport): DatedState | undefined {
  return state === 'UNKNOWN' ? undefined : { state, since };
}
