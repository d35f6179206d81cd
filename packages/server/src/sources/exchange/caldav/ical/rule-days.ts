import type { RecurrenceRule } from './recurrence-rule.ts';
import { DAY_MS } from './written-time.ts';

/** A day and all that rules ask about it. Days are numbered from 1 January 1970. */
export interface CalendarDay {
  readonly number: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 for Sunday. */
  readonly weekday: number;
}

/** The day of a number. */
export function dayOf(number: number): CalendarDay {
  const date = new Date(number * DAY_MS);
  return {
    number,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: (((number + 4) % 7) + 7) % 7,
  };
}

/** The number of the first day of a month; `month` may be beyond the year's ends. */
export function firstOfMonth(year: number, month: number): number {
  // Date.UTC takes years below 100 for those of the last century.
  return Math.floor(new Date(0).setUTCFullYear(year, month - 1, 1) / DAY_MS);
}

/** The number of a week, counted from some week on. @param weekStart the weekday that weeks begin with */
export function weekOf(number: number, weekStart: number): number {
  return Math.floor((number + 4 - weekStart) / 7);
}

/** Says of days whether they fit the parts of a rule that are about days, with what the rule takes from its first occurrence. */
export function dayMatcher(rule: RecurrenceRule, first: CalendarDay): (day: CalendarDay) => boolean {
  const wanted = completed(rule, first);
  const isOrdinalOfYear = rule.frequency === 'YEARLY' && rule.months.length === 0;
  const hasOrdinals = rule.frequency === 'YEARLY' || rule.frequency === 'MONTHLY';
  return (day) =>
    isAmong(wanted.months, day.month) &&
    isAmongWeeks(wanted, day) &&
    isAmongSpan(wanted.yearDays, day, yearOf(day)) &&
    isAmongSpan(wanted.monthDays, day, monthOf(day)) &&
    isAmongDays(wanted.days, day, { isOrdinalOfYear, hasOrdinals });
}

type DayParts = Pick<RecurrenceRule, 'months' | 'weeks' | 'yearDays' | 'monthDays' | 'days' | 'weekStart'>;

/** What a rule does not say, its first occurrence does (RFC 5545, section 3.3.10, after the table). */
function completed(rule: RecurrenceRule, first: CalendarDay): DayParts {
  if (rule.days.length + rule.monthDays.length + rule.yearDays.length > 0) return rule;
  const sameWeekday = { ...rule, days: [{ weekday: first.weekday, ordinal: 0 }] };
  if (rule.frequency === 'WEEKLY') return sameWeekday;
  if (rule.frequency === 'MONTHLY') return { ...rule, monthDays: [first.day] };
  if (rule.frequency !== 'YEARLY') return rule;
  if (rule.weeks.length > 0) return sameWeekday;
  return { ...rule, monthDays: [first.day], months: rule.months.length > 0 ? rule.months : [first.month] };
}

function isAmong(list: readonly number[], value: number): boolean {
  return list.length === 0 || list.includes(value);
}

/** Numbers of days, half open. */
interface DaySpan {
  readonly start: number;
  readonly end: number;
}

function monthOf({ year, month }: CalendarDay): DaySpan {
  return { start: firstOfMonth(year, month), end: firstOfMonth(year, month + 1) };
}

function yearOf({ year }: CalendarDay): DaySpan {
  return { start: firstOfMonth(year, 1), end: firstOfMonth(year + 1, 1) };
}

/** Whether a day is one of those that are counted from the first day of a span, or from its end when negative. */
function isAmongSpan(list: readonly number[], { number }: CalendarDay, { start, end }: DaySpan): boolean {
  return list.length === 0 || list.includes(number - start + 1) || list.includes(number - end);
}

function isAmongDays(
  days: DayParts['days'],
  day: CalendarDay,
  { isOrdinalOfYear, hasOrdinals }: { readonly isOrdinalOfYear: boolean; readonly hasOrdinals: boolean },
): boolean {
  if (days.length === 0) return true;
  const { start, end } = isOrdinalOfYear ? yearOf(day) : monthOf(day);
  const fromStart = Math.floor((day.number - start) / 7) + 1;
  const fromEnd = -Math.floor((end - 1 - day.number) / 7) - 1;
  return days.some(
    ({ weekday, ordinal }) =>
      weekday === day.weekday && (ordinal === 0 || !hasOrdinals || ordinal === fromStart || ordinal === fromEnd),
  );
}

/** Weeks are numbered as ISO 8601 does: the first has at least four days in the year. */
function isAmongWeeks({ weeks, weekStart }: DayParts, day: CalendarDay): boolean {
  if (weeks.length === 0) return true;
  const week = weekOf(day.number, weekStart);
  // The year of a week is that of its fourth day.
  const { year } = dayOf(week * 7 - 4 + weekStart + 3);
  const first = weekOf(firstOfMonth(year, 1) + 3, weekStart);
  const next = weekOf(firstOfMonth(year + 1, 1) + 3, weekStart);
  return weeks.includes(week - first + 1) || weeks.includes(week - next);
}
