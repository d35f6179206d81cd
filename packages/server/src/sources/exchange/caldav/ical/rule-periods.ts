import type { Frequency, RecurrenceRule } from './recurrence-rule.ts';
import { dayMatcher, dayOf, firstOfMonth, weekOf, type CalendarDay } from './rule-days.ts';
import type { StepBudget } from './step-budget.ts';
import { DAY_MS } from './written-time.ts';

/** A stretch of wall-clock time, as if it were UTC; epoch milliseconds, both ends included. */
export interface WallSpan {
  readonly from: number;
  readonly until: number;
}

/**
 * The periods that a rule repeats by: its nth day, week, hour. Any of them can be looked at without those before, so that a series of fifty years costs what one
 * of a week does.
 */
export interface RulePeriods {
  /** Which of them a moment lies in, or the last before it; 0 is that of the first occurrence. */
  indexAt(wallMs: number): number;
  /** When the rule says that something begins in a period, ascending. Only within the span where there is one. */
  startsIn(index: number, span: WallSpan | undefined): readonly number[];
}

/** What makes the periods of a rule. */
export interface RuleSource {
  readonly rule: RecurrenceRule;
  /** The first occurrence; wall-clock milliseconds. */
  readonly startMs: number;
  readonly budget: StepBudget;
}

/** @throws BrokenCalendar when the rule has more times a day than the budget allows */
export function createPeriods(source: RuleSource): RulePeriods {
  const unitMs = UNITS_MS[source.rule.frequency];
  return unitMs === undefined ? createDayPeriods(source) : createTimePeriods(source, unitMs);
}

const UNITS_MS: Partial<Record<Frequency, number>> = { SECONDLY: 1000, MINUTELY: 60_000, HOURLY: 3_600_000 };

/** Days of the nth period as a half-open range of their numbers, and the number of the period (interval 1) that a day lies in. */
interface DayGrid {
  periodOf(day: CalendarDay): number;
  firstDayOf(period: number): number;
}

function gridOf({ frequency, weekStart }: RecurrenceRule): DayGrid {
  if (frequency === 'WEEKLY') {
    return { periodOf: ({ number }) => weekOf(number, weekStart), firstDayOf: (week) => week * 7 - 4 + weekStart };
  }
  if (frequency === 'MONTHLY') {
    return { periodOf: ({ year, month }) => year * 12 + month - 1, firstDayOf: (month) => firstOfMonth(0, month + 1) };
  }
  if (frequency === 'YEARLY') return { periodOf: ({ year }) => year, firstDayOf: (year) => firstOfMonth(year, 1) };
  return { periodOf: ({ number }) => number, firstDayOf: (day) => day };
}

function createDayPeriods(source: RuleSource): RulePeriods {
  const { rule, startMs, budget } = source;
  const first = dayOf(Math.floor(startMs / DAY_MS));
  const fits = dayMatcher(rule, first);
  const times = timesOf(source, DAY_MS);
  const grid = gridOf(rule);
  const base = grid.periodOf(first);
  return {
    indexAt: (wallMs) => Math.floor((grid.periodOf(dayOf(Math.floor(wallMs / DAY_MS))) - base) / rule.interval),
    startsIn: (index, span) => {
      const period = base + index * rule.interval;
      const from = Math.max(grid.firstDayOf(period), Math.floor((span?.from ?? -Infinity) / DAY_MS));
      const end = Math.min(grid.firstDayOf(period + 1), Math.floor((span?.until ?? Infinity) / DAY_MS) + 1);
      const starts: number[] = [];
      budget.spend(Math.max(end - from, 1));
      for (let day = from; day < end; day += 1) {
        if (!fits(dayOf(day))) continue;
        budget.spend(times.length);
        for (const time of times) starts.push(day * DAY_MS + time);
      }
      return starts;
    },
  };
}

function createTimePeriods(source: RuleSource, unitMs: number): RulePeriods {
  const { rule, startMs, budget } = source;
  const fitsDay = dayMatcher(rule, dayOf(Math.floor(startMs / DAY_MS)));
  const base = Math.floor(startMs / unitMs) * unitMs;
  const stepMs = unitMs * rule.interval;
  const times = timesOf(source, unitMs);
  const filters = [
    { list: rule.hours, ofMs: DAY_MS, unit: 3_600_000 },
    { list: rule.minutes, ofMs: 3_600_000, unit: 60_000 },
    { list: rule.seconds, ofMs: 60_000, unit: 1000 },
  ].filter(({ list, unit }) => list.length > 0 && unit >= unitMs);
  return {
    indexAt: (wallMs) => Math.floor((wallMs - base) / stepMs),
    startsIn: (index) => {
      const start = base + index * stepMs;
      budget.spend(1);
      if (!filters.every(({ list, ofMs, unit }) => list.includes(Math.floor((((start % ofMs) + ofMs) % ofMs) / unit)))) return [];
      if (!fitsDay(dayOf(Math.floor(start / DAY_MS)))) return [];
      budget.spend(times.length);
      return times.map((time) => start + time);
    },
  };
}

/** Offsets into a period at which something begins, by the parts of the rule that are smaller than it; ascending. */
function timesOf({ rule, startMs, budget }: RuleSource, periodMs: number): number[] {
  let times = [0];
  let wholeMs = periodMs;
  const parts = [
    { given: rule.hours, unitMs: 3_600_000 },
    { given: rule.minutes, unitMs: 60_000 },
    { given: rule.seconds, unitMs: 1000 },
  ];
  for (const { given, unitMs } of parts) {
    if (unitMs >= wholeMs) continue;
    const sinceStart = ((startMs % wholeMs) + wholeMs) % wholeMs;
    const values = given.length > 0 ? [...new Set(given)].sort((one, other) => one - other) : [Math.floor(sinceStart / unitMs)];
    budget.spend(times.length * values.length);
    times = times.flatMap((time) => values.map((value) => time + value * unitMs));
    wholeMs = unitMs;
  }
  return times;
}
