import { escapeXml } from '../../documents/escape-xml.ts';
import type { CalendarWindow } from '../calendar/calendar-service.ts';

/** Most mailboxes of a request: the default of the servers, and what the reference page names. */
export const MOST_MAILBOXES = 100;
/** How long a digit of the merged view stands for. 5 to 1440 minutes are allowed; meetings begin and end at quarters. */
export const MERGED_INTERVAL_MINUTES = 15;

const DAY_MS = 86_400_000;

/** The whole days (UTC) that a window is in. Epoch milliseconds. */
export function wholeDaysOf({ from, until }: CalendarWindow): CalendarWindow {
  return { from: Math.floor(from / DAY_MS) * DAY_MS, until: Math.ceil(until / DAY_MS) * DAY_MS };
}

/** A change of the clocks by nothing: a zone without changes still has to name two. */
const changeInMonth = (month: number): string =>
  `<t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>${String(month)}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>`;

const UTC_ZONE = `<t:TimeZone><t:Bias>0</t:Bias><t:StandardTime>${changeInMonth(10)}</t:StandardTime><t:DaylightTime>${changeInMonth(3)}</t:DaylightTime></t:TimeZone>`;

/**
 * Writes a GetUserAvailability request: what is busy when, and of what kind. Of the views it is the one with exact times that tells no subject, place or
 * participant; the digits come along for mailboxes of which a server knows nothing else. Days are whole ones, as Microsoft's own library asks. The version is that of
 * the first server that knows "working elsewhere".
 *
 * @param days whole days (see {@link wholeDaysOf})
 */
export function writeAvailabilityRequest(addresses: readonly string[], days: CalendarWindow): string {
  const mailboxes = addresses.map(
    (address) =>
      `<t:MailboxData><t:Email><t:Address>${escapeXml(address)}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType><t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData>`,
  );
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">',
    '<soap:Header><t:RequestServerVersion Version="Exchange2013"/></soap:Header>',
    `<soap:Body><m:GetUserAvailabilityRequest>${UTC_ZONE}`,
    `<m:MailboxDataArray>${mailboxes.join('')}</m:MailboxDataArray>`,
    `<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${toDateTime(days.from)}</t:StartTime><t:EndTime>${toDateTime(days.until)}</t:EndTime></t:TimeWindow>`,
    `<t:MergedFreeBusyIntervalInMinutes>${String(MERGED_INTERVAL_MINUTES)}</t:MergedFreeBusyIntervalInMinutes>`,
    '<t:RequestedView>FreeBusyMerged</t:RequestedView></t:FreeBusyViewOptions>',
    '</m:GetUserAvailabilityRequest></soap:Body></soap:Envelope>',
  ].join('');
}

/** Local time of the request's zone, which is UTC. */
function toDateTime(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19);
}
