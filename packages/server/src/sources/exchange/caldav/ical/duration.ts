import { BrokenCalendar } from './broken-calendar.ts';

/** How long something takes: days by the calendar, then an exact time. */
export interface Span {
  readonly days: number;
  readonly exactMs: number;
}

const DURATION = /^\+?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;

/** Reads a duration (RFC 5545, section 3.3.6). @throws BrokenCalendar when it is none, or less than nothing */
export function readDuration(value: unknown): Span {
  const match = typeof value === 'string' && value.length > 1 ? DURATION.exec(value) : null;
  if (match === null) throw new BrokenCalendar('a duration that is none');
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return { days: weeks * 7 + days, exactMs: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
}
