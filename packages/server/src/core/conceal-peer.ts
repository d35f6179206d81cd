import type { PresenceActivity } from '@lampfield/protocol';
import type { SourceReport } from '../ports/source.ts';
import { isTelephoneNumber } from './telephone-number.ts';

/** How much of the other end of a call may be shown: nothing, its number, or its number and name. */
export type PeerPrivacy = 'none' | 'number' | 'name';

/**
 * The report without what may not be shown of the other end of a call; direction, hold and the number of calls stay. Where the number may be
 * shown but no name, what is no telephone number is not shown either: it may be a name.
 */
export function concealPeer(report: SourceReport, shown: PeerPrivacy): SourceReport {
  if (shown === 'name' || report.activity?.peer === undefined) return report;
  const { activity: _left, ...rest } = report;
  const { peer: _peer, ...others } = report.activity;
  const { number } = report.activity.peer;
  const isShown = shown === 'number' && isTelephoneNumber(number);
  const left: PresenceActivity = isShown ? { ...others, peer: { number } } : others;
  return Object.keys(left).length === 0 ? rest : { ...rest, activity: left };
}
