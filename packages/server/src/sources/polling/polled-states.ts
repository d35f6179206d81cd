import type { SourceReport } from '../../ports/source.ts';
import type { PolledSourceParts } from './polled-source.ts';

/** What was known of one until now. */
export interface AnswerBefore<A> {
  readonly answer: A;
  /** So old that others may have come and gone since. */
  readonly isTooOld: boolean;
}

/**
 * When the state of an answer began: a state that goes on keeps its time, however long nothing was heard in between; one that was not there at the question before began now, as
 * far as anybody can tell; of all others it is not known. What is UNKNOWN has no beginning.
 */
export function carrySince(
  answer: SourceReport,
  { answer: before, isTooOld }: AnswerBefore<SourceReport>,
  wallMs: number,
): SourceReport {
  if (answer.state === 'UNKNOWN' || before.state === 'UNKNOWN') return { ...answer, since: null };
  if (answer.state === before.state) return { ...answer, since: before.since };
  return { ...answer, since: isTooOld ? null : wallMs };
}

/** For services whose answers are reports, with `since` null: what a {@link PolledSource} needs of them besides the service. */
export const POLLED_STATES: Pick<PolledSourceParts<SourceReport>, 'read' | 'follow'> = {
  read: (report) => ({ report }),
  follow: carrySince,
};
