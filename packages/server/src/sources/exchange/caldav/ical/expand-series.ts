import type { BusyStretch, CalendarWindow } from '../../calendar/calendar-service.ts';
import { endOf, type CalendarEvent, type ExtraTime } from './event.ts';
import { ruleStarts } from './rule-starts.ts';
import type { WallSpan } from './rule-periods.ts';
import type { StepBudget } from './step-budget.ts';
import { DAY_MS, instantOf, type WrittenTime } from './written-time.ts';
import { toUtcMs } from './zone.ts';

/** How far clocks are from UTC at most, with a gap or a date's zone on top; milliseconds. */
const FURTHEST_OFFSET_MS = 26 * 3_600_000;

/** An event or a series of them, and what replaces single occurrences of it (RFC 5545, section 3.8.4.4): all of one UID. */
export interface Series {
  readonly main: CalendarEvent | undefined;
  readonly replacements: readonly CalendarEvent[];
}

/** Puts together what belongs together. */
export function seriesOf(events: readonly CalendarEvent[]): Series[] {
  const byUid = new Map<string, { main: CalendarEvent | undefined; replacements: CalendarEvent[] }>();
  const series: Series[] = [];
  for (const event of events) {
    const known = event.uid === '' ? undefined : byUid.get(event.uid);
    if (event.replaces === undefined) {
      // Two of one UID without RECURRENCE-ID: against the rules, and both take time.
      if (known !== undefined && known.main === undefined) known.main = event;
      else series.push(note(byUid, event.uid, { main: event, replacements: known?.replacements ?? [] }));
    } else if (known !== undefined) known.replacements.push(event);
    else series.push(note(byUid, event.uid, { main: undefined, replacements: [event] }));
  }
  return series;
}

function note<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

/** All of a series that takes time within a window. @throws BrokenCalendar when that is more work than the budget allows */
export function expandSeries({ main, replacements }: Series, window: CalendarWindow, budget: StepBudget): BusyStretch[] {
  // Events of one UID each look at all that replaces: a thousand times a thousand are as much work as a rule without end.
  budget.spend(replacements.length);
  const stretches = replacements.flatMap((event) => stretchesOf(event, event, window));
  return main === undefined ? stretches : [...stretches, ...expandMain({ main, window, budget }, replacements)];
}

interface Expansion {
  readonly main: CalendarEvent;
  readonly window: CalendarWindow;
  readonly budget: StepBudget;
}

function expandMain(expansion: Expansion, replacements: readonly CalendarEvent[]): BusyStretch[] {
  const { main, window } = expansion;
  const left = leftOut(main, replacements);
  const futures = replacements
    .filter(({ replaces }) => replaces?.isAndFuture === true)
    .toSorted((one, other) => occurrenceOf(one) - occurrenceOf(other));
  const times = timesOf(expansion, reachOf([main, ...futures], window));
  expansion.budget.spend(times.length * futures.length);
  const seen = new Set<number>();
  return times.flatMap(({ start, span = main.span }) => {
    const at = instantOf(start);
    if (seen.has(at) || left.moments.has(at) || left.days.has(Math.floor(start.wallMs / DAY_MS))) return [];
    seen.add(at);
    const future = futures.findLast((event) => occurrenceOf(event) < at);
    if (future === undefined) return stretchesOf(main, { start, span }, window);
    return stretchesOf(future, { start: moved(start, future), span: future.span }, window);
  });
}

/** Where occurrences may begin to matter, on the clock of the wall. */
function reachOf(events: readonly CalendarEvent[], window: CalendarWindow): WallSpan {
  const longestMs = Math.max(...events.map(({ span }) => span.days * DAY_MS + span.exactMs));
  const shiftMs = Math.max(
    ...events.map(({ start, replaces }) => (replaces ? Math.abs(start.wallMs - replaces.occurrence.wallMs) : 0)),
  );
  return { from: window.from - longestMs - shiftMs - FURTHEST_OFFSET_MS, until: window.until + shiftMs + FURTHEST_OFFSET_MS };
}

/** When the series takes place by its rules and its extra times, and the first time, which always belongs to it. */
function timesOf({ main, budget }: Expansion, reach: WallSpan): ExtraTime[] {
  const { start, rules, extraTimes } = main;
  const times: ExtraTime[] = [{ start }, ...extraTimes];
  for (const rule of rules) {
    // A series ends by UTC, or by the clock it begins by.
    const { until } = rule;
    const untilMs = until?.isUtc === true ? until.ms + start.zone.offsetMsAt(until.ms) : until?.ms;
    for (const wallMs of ruleStarts({ rule, startMs: start.wallMs, budget }, reach, untilMs))
      times.push({ start: { ...start, wallMs } });
  }
  return times.filter(({ start: { wallMs }, span }) => span !== undefined || (wallMs >= reach.from && wallMs <= reach.until));
}

/** What does not take place, or in another way: by the moment, or by the day where only a day is said. */
function leftOut(main: CalendarEvent, replacements: readonly CalendarEvent[]): { moments: Set<number>; days: Set<number> } {
  const moments = new Set<number>();
  const days = new Set<number>();
  const named = [...main.exceptions, ...replacements.flatMap(({ replaces }) => (replaces ? [replaces.occurrence] : []))];
  for (const time of named) {
    if (time.isDate || main.start.isDate) days.add(Math.floor(time.wallMs / DAY_MS));
    else moments.add(instantOf(time));
  }
  return { moments, days };
}

function occurrenceOf({ start, replaces }: CalendarEvent): number {
  return instantOf(replaces?.occurrence ?? start);
}

/** An occurrence after one that all later ones follow: as much later as that one, by its clock. */
function moved(start: WrittenTime, { start: newStart, replaces }: CalendarEvent): WrittenTime {
  if (replaces === undefined) return start;
  const { zone } = newStart;
  const wallOf = (time: WrittenTime): number =>
    time.zone === zone ? time.wallMs : instantOf(time) + zone.offsetMsAt(instantOf(time));
  return { ...newStart, wallMs: wallOf(start) + newStart.wallMs - wallOf(replaces.occurrence) };
}

type Taken = Pick<CalendarEvent, 'start' | 'span'>;

function stretchesOf({ kind }: CalendarEvent, { start, span }: Taken, window: CalendarWindow): BusyStretch[] {
  if (kind === undefined) return [];
  const from = toUtcMs(start.zone, start.wallMs);
  const until = endOf(start, span);
  return until > from && from < window.until && until > window.from ? [{ from, until, kind }] : [];
}
