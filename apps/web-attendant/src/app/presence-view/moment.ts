const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/**
 * A moment as a person would say it now: the time alone today, the weekday with it within a week, the date beyond. The locale is
 * the browser's own unless one is named.
 */
export function momentText(atMs: number, nowMs: number, locale?: string): string {
  const at = new Date(atMs);
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  if (at.toDateString() === new Date(nowMs).toDateString()) return at.toLocaleTimeString(locale, time);
  const isWithinWeek = Math.abs(atMs - nowMs) < WEEK_MS - DAY_MS;
  const day: Intl.DateTimeFormatOptions = isWithinWeek ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
  return at.toLocaleString(locale, { ...day, ...time });
}

/** A moment in full, to the second: for the details of a contact, where support compares it with a log. */
export function exactMomentText(atMs: number, locale?: string): string {
  return new Date(atMs).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** A moment that a person may want to count from, to the second: the time alone today, in full otherwise. */
export function sinceText(atMs: number, nowMs: number, locale?: string): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return isToday ? new Date(atMs).toLocaleTimeString(locale, { timeStyle: 'medium' }) : exactMomentText(atMs, locale);
}
