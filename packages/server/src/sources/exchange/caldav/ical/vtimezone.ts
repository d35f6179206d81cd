import { BrokenCalendar } from './broken-calendar.ts';
import { parseComponent, propertiesOf, type ParsedComponent } from './parsed-component.ts';
import { readRule, type RecurrenceRule } from './recurrence-rule.ts';
import { ruleStarts } from './rule-starts.ts';
import { StepBudget } from './step-budget.ts';
import { DAY_MS, parseWall } from './written-time.ts';
import type { Zone } from './zone.ts';

/** A change of the clocks: from when on (UTC), from which offset to which. */
interface Onset {
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A STANDARD or DAYLIGHT (RFC 5545, section 3.6.5). */
interface Observance {
  readonly startMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly rules: readonly RecurrenceRule[];
  readonly dates: readonly number[];
}

/** Real zones have a dozen of them, or some hundred with all of their history. */
const MOST_OBSERVANCES = 500;
const YEAR_MS = 366 * DAY_MS;
/** Years whose changes are remembered. */
const MOST_YEARS = 200;

/** A zone as a calendar object brings it, whatever its name: also that of a mail program that invents its own. */
export class ObjectZone implements Zone {
  readonly #observances: readonly Observance[];
  readonly #years = new Map<number, readonly Onset[]>();

  /** @param text a VTIMEZONE @throws BrokenCalendar when it is none */
  constructor(text: string) {
    const { components } = parseComponent(text);
    const observances = components.filter(({ name }) => name === 'standard' || name === 'daylight');
    if (observances.length === 0 || observances.length > MOST_OBSERVANCES) throw new BrokenCalendar('a time zone that is none');
    this.#observances = observances.map(readObservance);
    // A rule that takes too long is found out now.
    this.#onsetsOf(2026);
  }

  offsetMsAt(utcMs: number): number {
    const onsets = this.#onsetsOf(new Date(utcMs).getUTCFullYear());
    return onsets.findLast(({ atMs }) => atMs <= utcMs)?.toMs ?? onsets[0]?.fromMs ?? 0;
  }

  /** The changes of a year, the last one before it and the first one after, in their order. */
  #onsetsOf(year: number): readonly Onset[] {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    if (this.#years.size >= MOST_YEARS) this.#years.clear();
    const middleMs = Date.UTC(year, 6, 1);
    const budget = new StepBudget();
    const onsets = this.#observances.flatMap((observance) => onsetsAround(observance, middleMs, budget));
    onsets.sort((one, other) => one.atMs - other.atMs);
    this.#years.set(year, onsets);
    return onsets;
  }
}

function onsetsAround({ startMs, fromMs, toMs, rules, dates }: Observance, middleMs: number, budget: StepBudget): Onset[] {
  const walls = [startMs, ...dates];
  for (const rule of rules) {
    const untilMs = rule.until === undefined ? Infinity : rule.until.ms + (rule.until.isUtc ? fromMs : 0);
    // Of rules that have ended long ago, the last onset is still what counts.
    const aroundMs = Math.min(middleMs, untilMs);
    const span = { from: aroundMs - YEAR_MS * (rule.interval + 1), until: aroundMs + YEAR_MS };
    walls.push(...ruleStarts({ rule, startMs, budget }, span, untilMs));
  }
  return walls.map((wallMs) => ({ atMs: wallMs - fromMs, fromMs, toMs }));
}

function readObservance(component: ParsedComponent): Observance {
  const rules = propertiesOf(component, 'rrule').flatMap(({ values }) => values.map(readRule));
  if (rules.some(({ frequency }) => frequency !== 'YEARLY'))
    throw new BrokenCalendar('a time zone whose clocks change too often');
  const dates = propertiesOf(component, 'rdate').flatMap(({ values }) => values.map(readWall));
  return {
    startMs: readWall(propertiesOf(component, 'dtstart')[0]?.values[0]),
    fromMs: readOffset(component, 'tzoffsetfrom'),
    toMs: readOffset(component, 'tzoffsetto'),
    rules,
    dates: dates.slice(0, MOST_OBSERVANCES),
  };
}

function readWall(value: unknown): number {
  const wall = typeof value === 'string' ? parseWall(value) : undefined;
  if (wall === undefined) throw new BrokenCalendar('a time zone that begins at no time');
  return wall.wallMs;
}

function readOffset(component: ParsedComponent, name: string): number {
  const value = propertiesOf(component, name)[0]?.values[0];
  const [, sign, hours, minutes, seconds = '0'] =
    (typeof value === 'string' ? /^([+-]?)(\d\d):(\d\d)(?::(\d\d))?$/.exec(value) : null) ?? [];
  if (hours === undefined || Number(hours) > 23) throw new BrokenCalendar('a time zone without an offset');
  const offsetMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -offsetMs : offsetMs;
}
