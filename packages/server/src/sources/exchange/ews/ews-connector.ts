import type { SourceConnector } from '../../../ports/connector.ts';
import { CalendarSource } from '../calendar/calendar-source.ts';
import { EWS_OPTIONS } from './ews-options.ts';
import { EwsService } from './ews-service.ts';

/** `{type: ews}`: calendars of an Exchange server of one's own. */
export const ewsSource: SourceConnector<typeof EWS_OPTIONS> = {
  name: 'ews',
  serves: ['EXCHANGE'],
  options: EWS_OPTIONS,
  create: (type, options, context) =>
    new CalendarSource({ type, connector: 'ews', options, context, service: new EwsService(options, context.clock) }),
};
