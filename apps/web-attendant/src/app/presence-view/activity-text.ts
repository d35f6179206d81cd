import type { CallPeer, PresenceActivity, PresenceState } from '@lampfield/protocol';
import { momentText } from './moment.ts';

const HOUR_MS = 3_600_000;

/** Whom a line is talking to, calling or being called by: `from Anna Kovács (9101), on hold`, or that it is in a conference. Empty when the source does not say. */
export function callText(activity: PresenceActivity): string {
  const parts = activity.conference === true ? ['in a conference', focusText(activity)] : [peerText(activity)];
  if (activity.held === true) parts.push('on hold');
  if (activity.calls !== undefined && activity.calls > 1) parts.push(`${activity.calls} calls`);
  return parts.filter((part) => part !== '').join(', ');
}

function peerText({ peer, direction }: PresenceActivity): string {
  const preposition = { in: 'from', out: 'to', none: 'with' }[direction ?? 'none'];
  if (peer !== undefined) return `${preposition} ${peerName(peer)}`;
  if (direction === undefined) return '';
  return direction === 'in' ? 'incoming' : 'outgoing';
}

/** The number a conference is reached at. Who called whom does not matter in one. */
function focusText({ peer }: PresenceActivity): string {
  return peer === undefined ? '' : peerName(peer);
}

function peerName({ number, name }: CallPeer): string {
  return name === undefined || name === '' ? number : `${name} (${number})`;
}

/** How many clients somebody is online with, when it is more than the one that goes without saying. */
export function clientsText({ resources }: PresenceActivity): string {
  return resources !== undefined && resources > 1 ? `${resources} clients` : '';
}

/** Which part of a calendar matters at a moment. */
export interface CalendarNote {
  /** How the present state is meant and until when it lasts. */
  readonly present: string;
  /** A meeting that begins within the hour: whoever is put through now may be cut short. */
  readonly soon: string;
}

/** A calendar as its item tells it. */
export interface CalendarState {
  readonly state: PresenceState;
  readonly activity: PresenceActivity;
}

/** Puts a calendar into words as they are true at `nowMs`; a part without news is empty. */
export function calendarNote({ state, activity }: CalendarState, nowMs: number, locale?: string): CalendarNote {
  const { until, next, outOfOffice, tentative } = activity;
  const isSoon = next !== undefined && next.from > nowMs && next.from - nowMs <= HOUR_MS;
  // Free until the meeting that is about to begin: once is enough.
  const isSaidTwice = isSoon && state === 'AVAILABLE' && until === next.from;
  const present = [
    outOfOffice === true ? 'out of office' : '',
    tentative === true ? 'tentative' : '',
    isSaidTwice ? '' : untilText(until, nowMs, locale),
  ];
  return {
    present: present.filter((part) => part !== '').join(', '),
    soon: isSoon ? `meeting at ${momentText(next.from, nowMs, locale)}` : '',
  };
}

function untilText(until: number | undefined, nowMs: number, locale: string | undefined): string {
  return until !== undefined && until > nowMs ? `until ${momentText(until, nowMs, locale)}` : '';
}

/** True when {@link calendarNote} may change by the clock alone. */
export function hasCalendarTimes(activity: PresenceActivity): boolean {
  return activity.until !== undefined || activity.next !== undefined;
}
