import type { BusyKind, BusyStretch, CalendarWindow } from '../../calendar/calendar-service.ts';
import { mergeStretches } from '../../../../core/merge-stretches.ts';
import { BrokenCalendar } from './broken-calendar.ts';
import { splitCalendar } from './calendar-text.ts';
import { readDuration } from './duration.ts';
import { endOf } from './event.ts';
import { parseComponent, propertiesOf, type ParsedProperty } from './parsed-component.ts';
import { instantOf, readTime } from './written-time.ts';
import { UTC } from './zone.ts';

/** FBTYPE (RFC 5545, section 3.2.9): what is not known is busy. */
const KINDS: Readonly<Record<string, BusyKind | undefined>> = {
  FREE: undefined,
  'BUSY-UNAVAILABLE': 'oof',
  'BUSY-TENTATIVE': 'tentative',
};

/** Reads the answer to a free-busy-query: a VFREEBUSY (RFC 4791, section 7.10). @throws BrokenCalendar when it is none */
export function readFreeBusy(text: string, window: CalendarWindow): BusyStretch[] {
  const { freeBusy } = splitCalendar(text);
  if (freeBusy.length === 0) throw new BrokenCalendar('no VFREEBUSY');
  const properties = freeBusy.flatMap((component) => propertiesOf(parseComponent(component), 'freebusy'));
  return mergeStretches(properties.flatMap(readProperty), window);
}

function readProperty(property: ParsedProperty): BusyStretch[] {
  const { fbtype } = property.parameters;
  const type = typeof fbtype === 'string' ? fbtype.toUpperCase() : 'BUSY';
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : 'busy';
  if (kind === undefined) return [];
  return property.values.map((value) => {
    const [start, end] = Array.isArray(value) ? (value as unknown[]) : [];
    const from = readTime(start, property, () => UTC);
    const isLength = typeof end === 'string' && /^[+-]?P/.test(end);
    const until = isLength ? endOf(from, readDuration(end)) : instantOf(readTime(end, property, () => UTC));
    return { from: instantOf(from), until, kind };
  });
}
