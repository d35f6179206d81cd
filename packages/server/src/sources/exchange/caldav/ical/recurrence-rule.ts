import { BrokenCalendar } from './broken-calendar.ts';
import { parseWall, DAY_MS } from './written-time.ts';

/** How often a rule repeats. */
export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** A weekday, 0 for Sunday; with an ordinal, the so manieth of its month or year, from the end when negative. */
export interface RuleDay {
  readonly weekday: number;
  readonly ordinal: number;
}

/** A recurrence rule (RFC 5545, section 3.3.10). Empty lists: that part is not there. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  /** How many occurrences, the first one included. */
  readonly count: number | undefined;
  /** The last moment an occurrence may begin at. */
  readonly until: { readonly ms: number; readonly isUtc: boolean } | undefined;
  /** The weekday that weeks begin with, 0 for Sunday. */
  readonly weekStart: number;
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly RuleDay[];
  readonly monthDays: readonly number[];
  readonly yearDays: readonly number[];
  readonly weeks: readonly number[];
  readonly months: readonly number[];
  readonly positions: readonly number[];
}

const FREQUENCIES: ReadonlySet<unknown> = new Set<Frequency>([
  'SECONDLY',
  'MINUTELY',
  'HOURLY',
  'DAILY',
  'WEEKLY',
  'MONTHLY',
  'YEARLY',
]);
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Longest interval that is counted with; what is longer never comes again within a calendar's life. */
const LONGEST_INTERVAL = 1_000_000;

/** Reads a rule as jCal has it, after the library has checked its parts. @throws BrokenCalendar when it is none, or one by another calendar than ours */
export function readRule(value: unknown): RecurrenceRule {
  const data = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { freq, rscale = 'GREGORIAN', skip } = data;
  if (!isFrequency(freq) || rscale !== 'GREGORIAN' || skip !== undefined)
    throw new BrokenCalendar('a recurrence rule that is none');
  return {
    frequency: freq,
    interval: Math.min(readNumber(data['interval']) ?? 1, LONGEST_INTERVAL),
    count: readNumber(data['count']),
    until: readUntil(data['until']),
    weekStart: (readNumber(data['wkst']) ?? 2) - 1,
    // A leap second: our clocks have none.
    seconds: numbersOf(data['bysecond']).map((second) => Math.min(second, 59)),
    minutes: numbersOf(data['byminute']),
    hours: numbersOf(data['byhour']),
    days: listOf(data['byday']).map(readDay),
    monthDays: numbersOf(data['bymonthday']),
    yearDays: numbersOf(data['byyearday']),
    weeks: numbersOf(data['byweekno']),
    months: numbersOf(data['bymonth']),
    positions: numbersOf(data['bysetpos']),
  };
}

function isFrequency(value: unknown): value is Frequency {
  return FREQUENCIES.has(value);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function numbersOf(value: unknown): number[] {
  return listOf(value).map((one) => readNumber(one) ?? refuse());
}

function readNumber(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse();
}

function readDay(value: unknown): RuleDay {
  const [, ordinal, weekday = ''] = (typeof value === 'string' ? /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(value) : null) ?? [];
  const index = WEEKDAYS.indexOf(weekday);
  return index < 0 ? refuse() : { weekday: index, ordinal: Number(ordinal ?? 0) };
}

/** A date counts to its end. */
function readUntil(value: unknown): RecurrenceRule['until'] {
  if (value === undefined) return undefined;
  const wall = (typeof value === 'string' ? parseWall(value) : undefined) ?? refuse();
  return { ms: wall.isDate ? wall.wallMs + DAY_MS - 1000 : wall.wallMs, isUtc: wall.isUtc };
}

function refuse(): never {
  throw new BrokenCalendar('a recurrence rule that is none');
}
