import type { BusyKind } from '../../calendar/calendar-service.ts';
import { BrokenCalendar } from './broken-calendar.ts';
import { findWord, propertiesOf, type ParsedComponent, type ParsedProperty } from './parsed-component.ts';
import { readRule, type RecurrenceRule } from './recurrence-rule.ts';
import { DAY_MS, instantOf, readTime, readTimes, type FindZone, type WrittenTime } from './written-time.ts';
import { toUtcMs } from './zone.ts';
import { readDuration, type Span } from './duration.ts';

/** One more time at which an event takes place; a period has a length of its own. */
export interface ExtraTime {
  readonly start: WrittenTime;
  readonly span?: Span;
}

/** What is read of a VEVENT: when it is and how firmly, and nothing that anybody wrote into it. */
export interface CalendarEvent {
  /** What joins a series and its exceptions; not shown to anybody. */
  readonly uid: string;
  readonly start: WrittenTime;
  readonly span: Span;
  /** Undefined: takes nobody's time. */
  readonly kind: BusyKind | undefined;
  readonly rules: readonly RecurrenceRule[];
  readonly extraTimes: readonly ExtraTime[];
  readonly exceptions: readonly WrittenTime[];
  /** Which occurrence of the series it stands for, and whether for all later ones too. */
  readonly replaces?: { readonly occurrence: WrittenTime; readonly isAndFuture: boolean };
}

/** Reads a VEVENT (RFC 5545, section 3.6.1). @throws BrokenCalendar when it says no time, or nonsense */
export function readEvent(component: ParsedComponent, findZone: FindZone): CalendarEvent {
  const start = findTime(component, 'dtstart', findZone);
  if (start === undefined) throw new BrokenCalendar('an event without a beginning');
  const [replaced] = propertiesOf(component, 'recurrence-id');
  return {
    uid: findWord(component, 'uid') ?? '',
    start,
    span: readSpan(component, start, findZone),
    kind: kindOf(component),
    rules: propertiesOf(component, 'rrule').flatMap(({ values }) => values.map(readRule)),
    extraTimes: propertiesOf(component, 'rdate').flatMap((property) => readExtraTimes(property, findZone)),
    exceptions: propertiesOf(component, 'exdate').flatMap((property) => readTimes(property, findZone)),
    ...(replaced !== undefined && {
      replaces: {
        occurrence: readTime(replaced.values[0], replaced, findZone),
        isAndFuture: String(replaced.parameters['range']).toUpperCase() === 'THISANDFUTURE',
      },
    }),
  };
}

function findTime(component: ParsedComponent, name: string, findZone: FindZone): WrittenTime | undefined {
  const [property] = propertiesOf(component, name);
  return property && readTime(property.values[0], property, findZone);
}

/** From a DTEND, the same exact length for all occurrences; a DURATION may count days, which are not all of one length (RFC 5545, section 3.8.5.3). */
function readSpan(component: ParsedComponent, start: WrittenTime, findZone: FindZone): Span {
  const end = findTime(component, 'dtend', findZone);
  if (end !== undefined) return spanBetween(start, end);
  const [duration] = propertiesOf(component, 'duration');
  if (duration !== undefined) return readDuration(duration.values[0]);
  return { days: start.isDate ? 1 : 0, exactMs: 0 };
}

function spanBetween(start: WrittenTime, end: WrittenTime): Span {
  const span: Span =
    start.isDate && end.isDate
      ? { days: (end.wallMs - start.wallMs) / DAY_MS, exactMs: 0 }
      : { days: 0, exactMs: instantOf(end) - instantOf(start) };
  if (span.days < 0 || span.exactMs < 0) throw new BrokenCalendar('an event that ends before it begins');
  return span;
}

function readExtraTimes(property: ParsedProperty, findZone: FindZone): ExtraTime[] {
  if (property.type !== 'period') return readTimes(property, findZone).map((start) => ({ start }));
  return property.values.map((value) => {
    const [from, to] = Array.isArray(value) ? (value as unknown[]) : [];
    const start = readTime(from, property, findZone);
    const isLength = typeof to === 'string' && /^[+-]?P/.test(to);
    return { start, span: isLength ? readDuration(to) : spanBetween(start, readTime(to, property, findZone)) };
  });
}

/**
 * Whose time an event takes, and how. What is called off or marked as free takes none. Of a private event nothing is told but that somebody is busy: not that he
 * is away, and nothing at all where he only works elsewhere.
 */
function kindOf(component: ParsedComponent): BusyKind | undefined {
  const kind = statedKindOf(component);
  if (!['PRIVATE', 'CONFIDENTIAL'].includes(findWord(component, 'class') ?? '')) return kind;
  return kind === 'oof' ? 'busy' : kind === 'workingElsewhere' ? undefined : kind;
}

function statedKindOf(component: ParsedComponent): BusyKind | undefined {
  const busyStatus = findWord(component, 'x-microsoft-cdo-busystatus');
  const status = findWord(component, 'status');
  if (status === 'CANCELLED' || busyStatus === 'FREE') return undefined;
  if (busyStatus === 'WORKINGELSEWHERE') return 'workingElsewhere';
  if (findWord(component, 'transp') === 'TRANSPARENT') return undefined;
  if (status === 'TENTATIVE' || busyStatus === 'TENTATIVE') return 'tentative';
  return busyStatus === 'OOF' ? 'oof' : 'busy';
}

/** When something that begins then ends; epoch milliseconds. */
export function endOf({ wallMs, zone }: WrittenTime, { days, exactMs }: Span): number {
  return toUtcMs(zone, wallMs + days * DAY_MS) + exactMs;
}
