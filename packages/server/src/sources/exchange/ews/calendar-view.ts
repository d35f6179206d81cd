import { childrenOf, findChild, type XmlElement } from '../../documents/xml-tree.ts';
import type { BusyKind, BusyStretch, CalendarWindow } from '../calendar/calendar-service.ts';
import { MERGED_INTERVAL_MINUTES } from './availability-request.ts';
import { readMergedView, type MergedView } from './merged-view.ts';
import { findText, TYPES } from './soap-envelope.ts';

const SLOT_MS = MERGED_INTERVAL_MINUTES * 60_000;

/** The words of `BusyType`, in lower case. */
const KINDS: ReadonlyMap<string, BusyKind | 'free' | 'nothing'> = new Map([
  ['free', 'free'],
  ['tentative', 'tentative'],
  ['busy', 'busy'],
  ['oof', 'oof'],
  ['workingelsewhere', 'workingElsewhere'],
  ['nodata', 'nothing'],
]);

/** A date with the time of day. Without a zone it is in that of the request, which is UTC. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** A calendar's busy stretches, and where nothing is known of it. */
export type CalendarView = MergedView;

type Entry = CalendarWindow & { readonly kind: BusyKind | 'free' | 'nothing' };

/**
 * Reads a `FreeBusyView`: exact times where there are some, else the digits. What the digits do not know is not known where no exact time is either.
 * Undefined when it cannot be read. Subjects and places, should a server send them in spite of the request, are not looked at.
 *
 * @param fromMs where the first digit begins; epoch milliseconds
 */
export function readCalendarView(view: XmlElement, fromMs: number): CalendarView | undefined {
  const digits = findText(view, TYPES, 'MergedFreeBusy');
  const array = findChild(view, TYPES, 'CalendarEventArray');
  // Exact times are promised, so that none means that there is none; digits alone have to be there.
  if (digits === undefined) return array === undefined && isMergedOnly(view) ? undefined : readEvents(array);
  const merged = readMergedView(digits, fromMs, SLOT_MS);
  return array === undefined ? merged : combine(readEvents(array), merged);
}

/** Whether two windows have a moment in common. */
export function isOverlapping(one: CalendarWindow, other: CalendarWindow): boolean {
  return one.from < other.until && other.from < one.until;
}

function isMergedOnly(view: XmlElement): boolean {
  return findText(view, TYPES, 'FreeBusyViewType')?.toLowerCase() === 'mergedonly';
}

function combine(events: CalendarView | undefined, merged: MergedView | undefined): CalendarView | undefined {
  if (events === undefined || merged === undefined) return undefined;
  const unknown = merged.gaps.filter((gap) => !events.stretches.some((stretch) => isOverlapping(gap, stretch)));
  return { stretches: events.stretches, gaps: [...events.gaps, ...unknown] };
}

/** Undefined when one of them cannot be read: what it would have said is not known. */
function readEvents(array: XmlElement | undefined): CalendarView | undefined {
  const stretches: BusyStretch[] = [];
  const gaps: CalendarWindow[] = [];
  for (const event of array === undefined ? [] : childrenOf(array, TYPES, 'CalendarEvent')) {
    const entry = readEntry(event);
    if (entry === undefined) return undefined;
    const { from, until, kind } = entry;
    if (kind === 'nothing') gaps.push({ from, until });
    else if (kind !== 'free' && from < until) stretches.push({ from, until, kind });
  }
  return { stretches, gaps };
}

function readEntry(event: XmlElement): Entry | undefined {
  const from = readTime(findText(event, TYPES, 'StartTime'));
  const until = readTime(findText(event, TYPES, 'EndTime'));
  const kind = KINDS.get(findText(event, TYPES, 'BusyType')?.toLowerCase() ?? '');
  if (from === undefined || until === undefined || kind === undefined) return undefined;
  return until < from ? undefined : { from, until, kind };
}

function readTime(text = ''): number | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const wallMs = Date.parse(match[1] === undefined ? `${text}Z` : text);
  return Number.isNaN(wallMs) ? undefined : wallMs;
}
