import type { CalendarWindow } from '../calendar/calendar-service.ts';
import { READ_PROPERTIES } from './ical/calendar-text.ts';

/** Namespace of CalDAV (RFC 4791). */
export const CALDAV = 'urn:ietf:params:xml:ns:caldav';
/** Namespace of WebDAV (RFC 4918). */
export const DAV = 'DAV:';

/** Furthest that clocks are from UTC: some servers take whole days and times without a zone for UTC when they compare them with a time range. Milliseconds. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;

const PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>';
const NAMESPACES = `xmlns:D="${DAV}" xmlns:C="${CALDAV}"`;
const WANTED = READ_PROPERTIES.map((name) => `<C:prop name="${name}"/>`).join('');

/**
 * Asks for the events of a window (RFC 4791, section 7.8) and of them only for what says when somebody is busy. Recurring ones come whole: servers that would expand
 * them are few.
 */
export function calendarQuery({ from, until }: CalendarWindow): string {
  const range = timeRange({ from: from - FURTHEST_ZONE_MS, until: until + FURTHEST_ZONE_MS });
  return (
    `${PROLOGUE}<C:calendar-query ${NAMESPACES}><D:prop><D:getetag/><C:calendar-data><C:comp name="VCALENDAR"><C:prop name="VERSION"/>` +
    `<C:comp name="VEVENT">${WANTED}</C:comp><C:comp name="VTIMEZONE"/></C:comp></C:calendar-data></D:prop>` +
    `<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">${range}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`
  );
}

/** Asks for free and busy times (RFC 4791, section 7.10). */
export function freeBusyQuery(window: CalendarWindow): string {
  return `${PROLOGUE}<C:free-busy-query ${NAMESPACES}>${timeRange(window)}</C:free-busy-query>`;
}

function timeRange({ from, until }: CalendarWindow): string {
  return `<C:time-range start="${utcText(from)}" end="${utcText(until)}"/>`;
}

function utcText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
