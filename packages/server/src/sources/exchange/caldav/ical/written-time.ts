import { BrokenCalendar } from './broken-calendar.ts';
import type { ParsedProperty } from './parsed-component.ts';
import { toUtcMs, UTC, type Zone } from './zone.ts';

/** Length of a day that no clock change falls into; milliseconds. */
export const DAY_MS = 86_400_000;

/** A date or a time as it is written in a calendar: what a clock on the wall shows, in its own zone. */
export interface WrittenTime {
  /** What the clock shows, as if it were UTC; epoch milliseconds. */
  readonly wallMs: number;
  /** A date without a time. */
  readonly isDate: boolean;
  readonly zone: Zone;
}

/** The zone of a TZID; without one, that of what has none. */
export type FindZone = (tzid: string | undefined) => Zone;

/** The times of a property (RFC 5545, sections 3.3.4 and 3.3.5). @throws BrokenCalendar when one of them is none */
export function readTimes(property: ParsedProperty, findZone: FindZone): readonly WrittenTime[] {
  return property.values.map((value) => readTime(value, property, findZone));
}

/** One time of a property. @throws BrokenCalendar when it is none */
export function readTime(value: unknown, { parameters }: ParsedProperty, findZone: FindZone): WrittenTime {
  const parsed = typeof value === 'string' ? parseWall(value) : undefined;
  if (parsed === undefined) throw new BrokenCalendar('a date or time that is none');
  const { tzid } = parameters;
  const zone = parsed.isUtc ? UTC : findZone(typeof tzid === 'string' && !parsed.isDate ? tzid : undefined);
  return { wallMs: parsed.wallMs, isDate: parsed.isDate, zone };
}

/** When that is; epoch milliseconds. A date is its midnight. */
export function instantOf({ wallMs, zone }: WrittenTime): number {
  return toUtcMs(zone, wallMs);
}

/** Reads what jCal has of a time: `2026-03-29`, `2026-03-29T02:30:00` or with a Z. */
export function parseWall(
  text: string,
): { readonly wallMs: number; readonly isDate: boolean; readonly isUtc: boolean } | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d)?(Z)?$/.exec(text);
  if (match === null) return undefined;
  const [, day = '', time, utc] = match;
  // A leap second: our clocks have none.
  const written = `${day}${time?.replace(/60$/, '59') ?? 'T00:00:00'}`;
  const wallMs = Date.parse(`${written}Z`);
  // 30 February would be read as 2 March.
  if (Number.isNaN(wallMs) || !new Date(wallMs).toISOString().startsWith(written)) return undefined;
  return { wallMs, isDate: time === undefined, isUtc: utc !== undefined };
}
