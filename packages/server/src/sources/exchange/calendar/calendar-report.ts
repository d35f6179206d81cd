import type { BusyKind, BusyPeriod, PresenceState } from '@lampfield/protocol';
import type { BusyStretch, CalendarWindow } from '../../../ports/calendar.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { mergeStretches } from '../../../core/merge-stretches.ts';

/** What is known of one calendar: all that is not free between two moments, and nothing before or after. Made by {@link createCalendar}. */
export interface Calendar {
  readonly window: CalendarWindow;
  /** In order, none overlapping, none touching another of its kind. */
  readonly busy: readonly BusyStretch[];
}

/** The state of a calendar at a moment, and when it will be another one. */
export interface CalendarMoment {
  readonly report: SourceReport;
  /** The next edge: until then the report holds by what is known; epoch milliseconds. Absent when time alone changes nothing any more. */
  readonly changesAt?: number;
}

/** A tentative meeting is a remark and working elsewhere is working: neither takes anybody away. */
const STATES: Readonly<Record<BusyKind | 'free', PresenceState>> = {
  free: 'AVAILABLE',
  tentative: 'AVAILABLE',
  workingElsewhere: 'AVAILABLE',
  busy: 'IN_MEETING',
  oof: 'AWAY',
};

/** @param stretches as a calendar server gave them: overlapping, in any order, reaching beyond the window */
export function createCalendar(stretches: readonly BusyStretch[], window: CalendarWindow): Calendar {
  return { window, busy: mergeStretches(stretches, window) };
}

/**
 * What a calendar says of a moment (epoch milliseconds). It never claims more than was asked about: a state that reaches back to the beginning of the window has
 * no `since`, one that reaches its end no `until`, and of a next meeting whose end is not known there is nothing. Beyond the window nothing is known.
 */
export function calendarReport({ window, busy }: Calendar, at: number): CalendarMoment {
  if (at < window.from) return { report: NOT_KNOWN, changesAt: window.from };
  if (at >= window.until) return { report: NOT_KNOWN };
  const index = firstEndingAfter(busy, at);
  const { kind, from, until } = clip(runAt(at, busy[index], busy[index - 1]), window);
  const next = findNext(busy.slice(kind === 'free' ? index : index + 1), window);
  const activity = { ...(until !== undefined && { until }), ...(next !== undefined && { next }), ...remarks(kind) };
  return { report: { state: STATES[kind], since: from ?? null, raw: kind, activity }, changesAt: until ?? window.until };
}

/** What is said of somebody whose calendar was asked for too long ago to know anything of now. */
const NOT_KNOWN: SourceReport = { state: 'UNKNOWN', since: null, reason: 'SOURCE_DOWN' };

interface Run {
  readonly kind: BusyKind | 'free';
  readonly from: number | undefined;
  readonly until: number | undefined;
}

function runAt(at: number, current: BusyStretch | undefined, before: BusyStretch | undefined): Run {
  if (current !== undefined && current.from <= at) return current;
  return { kind: 'free', from: before?.until, until: current?.from };
}

/** What reaches an end of the window may reach beyond: that end is not known. */
function clip({ kind, from, until }: Run, window: CalendarWindow): Run {
  return {
    kind,
    from: from === window.from ? undefined : from,
    until: until === window.until ? undefined : until,
  };
}

/** Place of the first stretch that is not over yet; a binary search. */
function firstEndingAfter(busy: readonly BusyStretch[], at: number): number {
  let [low, high] = [0, busy.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((busy[middle]?.until ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Windows are hours long, so the walk is short; what only looks busy (tentative, elsewhere) is passed over. */
function findNext(later: readonly BusyStretch[], window: CalendarWindow): BusyPeriod | undefined {
  const next = later.find(({ kind }) => STATES[kind] !== 'AVAILABLE');
  return next === undefined || next.until === window.until ? undefined : { from: next.from, until: next.until };
}

function remarks(kind: BusyKind | 'free'): { outOfOffice?: true; tentative?: true } {
  return { ...(kind === 'oof' && { outOfOffice: true }), ...(kind === 'tentative' && { tentative: true }) };
}
