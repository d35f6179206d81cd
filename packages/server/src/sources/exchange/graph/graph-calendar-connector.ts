import type { SourceConnector } from '../../../ports/connector.ts';
import { GraphCaller } from '../../microsoft/graph-caller.ts';
import { CalendarSource } from '../calendar/calendar-source.ts';
import { GRAPH_CALENDAR_OPTIONS } from './graph-calendar-options.ts';
import { GraphScheduleService } from './graph-schedule-service.ts';

/** `{type: graph}`: calendars of Microsoft 365, by Microsoft Graph. */
export const graphCalendarSource: SourceConnector<typeof GRAPH_CALENDAR_OPTIONS> = {
  name: 'graph',
  serves: ['EXCHANGE'],
  options: GRAPH_CALENDAR_OPTIONS,
  create: (type, options, context) => {
    const graph = new GraphCaller(options, context.clock, options.timeoutSeconds * 1000);
    const service = new GraphScheduleService({ options, graph, log: context.log });
    return new CalendarSource({ type, connector: 'graph', options, service, context });
  },
};
