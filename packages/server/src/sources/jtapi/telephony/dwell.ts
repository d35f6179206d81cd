import type { PresenceState } from '@lampfield/protocol';
import type { SourceReport } from '../../../ports/source.ts';
import type { LineStep } from './reduce-line.ts';

/** How long a line may stay in a state before the source has to be asked anew, milliseconds; states that are left out have no end. */
export type MaxDwellMs = Readonly<Partial<Record<PresenceState, number>>>;

/** Nobody rings, or lets it ring, for longer: by then the news of the end was lost somewhere. */
export const DEFAULT_MAX_DWELL_MS: MaxDwellMs = { RINGING: 180_000, DIALING: 180_000 };

/** A step, looked at for whether it can still be true. */
export interface DwellCheck {
  /** The step's report; stale and PENDING while the state is overdue. */
  readonly report: SourceReport;
  /** The state lasts too long: the line is to be read from its source now. It ends with facts whose `readAtMs` is newer. */
  readonly isOverdue: boolean;
  /** When it becomes overdue unless something changes, epoch milliseconds; undefined when it is, or never does. */
  readonly dwellDeadlineMs?: number;
}

/**
 * Says whether a line has been ringing or dialling for longer than can be true. Pure: who calls it waits for the deadline, then steps
 * again with the same facts and has the line read anew.
 *
 * @param nowMs epoch milliseconds, as given to the step
 */
export function checkDwell({ state, report }: LineStep, nowMs: number, maxDwellMs = DEFAULT_MAX_DWELL_MS): DwellCheck {
  const maxMs = state.shown && maxDwellMs[state.shown.state];
  if (state.shown === undefined || maxMs === undefined) return { report, isOverdue: false };
  // A clock that was set back must not make the wait longer.
  const dwellDeadlineMs = Math.min(state.shown.confirmedAtMs, nowMs) + maxMs;
  if (nowMs < dwellDeadlineMs) return { report, isOverdue: false, dwellDeadlineMs };
  return { report: { ...report, stale: true, reason: 'PENDING' }, isOverdue: true };
}
