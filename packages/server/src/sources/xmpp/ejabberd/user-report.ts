import type { UserPresence } from '@lampfield/ejabberd-replica';
import type { SourceReport } from '../../../ports/source.ts';

/** What is said of each state of the session table. */
const STATES = {
  AVAILABLE: { state: 'AVAILABLE', raw: 'online' },
  AWAY: { state: 'AWAY', raw: 'online, takes no messages' },
  PENDING: { state: 'UNKNOWN', reason: 'PENDING', raw: 'connected, no presence yet' },
} as const satisfies Record<UserPresence['state'], Partial<SourceReport>>;

/** What is said of a user with sessions. */
export function reportOnline({ state, since, resources }: UserPresence): SourceReport {
  return { ...STATES[state], since, activity: { resources } };
}

/** What is said of a user without one. @param since when the last one was seen to end, epoch milliseconds; null when that is not known */
export function reportOffline(since: number | null): SourceReport {
  return { state: 'OFFLINE', since, raw: 'no session' };
}

/**
 * The report, with the time that was said before where its state goes on: the copy of the table is begun anew now and then, and what was seen to begin
 * is then found. But no state began before there was a session to carry it.
 */
export function keepTime(report: SourceReport, said: SourceReport | undefined): SourceReport {
  if (said?.since == null || said.state !== report.state) return report;
  return { ...report, since: Math.max(said.since, report.since ?? said.since) };
}
