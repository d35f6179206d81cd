import type { PresenceActivity } from '@lampfield/protocol';
import type { SourceReport } from '../ports/source.ts';

/** How much of the other end of a call may be shown: nothing, its number, or its number and name. */
export type PeerPrivacy = 'none' | 'number' | 'name';

/** The report without what may not be shown of the other end of a call; direction, hold and the number of calls stay. */
export function concealPeer(report: SourceReport, shown: PeerPrivacy): SourceReport {
  if (shown === 'name' || report.activity?.peer === undefined) return report;
  const { activity: _left, ...rest } = report;
  const { peer: _peer, ...others } = report.activity;
  const { number } = report.activity.peer;
  const left: PresenceActivity = shown === 'none' ? others : { ...others, peer: { number } };
  return Object.keys(left).length === 0 ? rest : { ...rest, activity: left };
}
