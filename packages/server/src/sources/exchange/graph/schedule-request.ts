import type { CalendarWindow } from '../calendar/calendar-service.ts';

/** Times are asked for, and come back, in UTC. */
export const UTC_ANSWERS = { prefer: 'outlook.timezone="UTC"' } as const;

/**
 * The finest view there is ("availabilityViewInterval ... minimum is 5"). Where a calendar gives nothing but its view, an edge is only as exact as the
 * view's intervals, and a view of two days in five minutes is still only 576 letters.
 */
export const VIEW_INTERVAL_MS = 300_000;

/** The body of `getSchedule`: https://learn.microsoft.com/graph/api/calendar-getschedule. */
export function writeScheduleRequest(addresses: readonly string[], window: CalendarWindow): unknown {
  return {
    schedules: addresses,
    startTime: { dateTime: writeTime(window.from), timeZone: 'UTC' },
    endTime: { dateTime: writeTime(window.until), timeZone: 'UTC' },
    availabilityViewInterval: VIEW_INTERVAL_MS / 60_000,
  };
}

/** A window that begins and ends with an interval of the view: meetings begin and end there as well, so the view tells them exactly. */
export function alignWindow({ from, until }: CalendarWindow): CalendarWindow {
  return {
    from: Math.floor(from / VIEW_INTERVAL_MS) * VIEW_INTERVAL_MS,
    until: Math.ceil(until / VIEW_INTERVAL_MS) * VIEW_INTERVAL_MS,
  };
}

/** The address of a mailbox as far as Exchange can have one: what nobody's mailbox can be called is not asked for, as it could spoil a question for all. */
export function isMailboxAddress(address: string): boolean {
  return /^[^\s@"<>()[\]\\,;:\p{C}]{1,64}@[\p{L}\p{N}\p{M}.-]{1,255}$/u.test(address);
}

/** Without an offset: the time zone stands beside it. */
function writeTime(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('Z', '');
}
