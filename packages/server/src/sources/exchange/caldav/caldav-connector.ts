import type { SourceConnector } from '../../../ports/connector.ts';
import { CalendarSource } from '../calendar/calendar-source.ts';
import { CALDAV_OPTIONS } from './caldav-options.ts';
import { CaldavService } from './caldav-service.ts';

/** `{type: caldav}`: calendars of any CalDAV server (RFC 4791). */
export const caldavSource: SourceConnector<typeof CALDAV_OPTIONS> = {
  name: 'caldav',
  serves: ['EXCHANGE'],
  options: CALDAV_OPTIONS,
  create: (type, options, context) =>
    new CalendarSource({ type, connector: 'caldav', options, context, service: new CaldavService(options, context) }),
};
