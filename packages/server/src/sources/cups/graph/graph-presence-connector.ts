import type { SourceConnector } from '../../../ports/connector.ts';
import { GraphCaller } from '../../microsoft/graph-caller.ts';
import { PolledSource } from '../../polling/polled-source.ts';
import { POLLED_STATES } from '../../polling/polled-states.ts';
import { GRAPH_PRESENCE_OPTIONS } from './graph-presence-options.ts';
import { GraphPresenceService } from './graph-presence-service.ts';

/** `{type: graph}`: presence of Microsoft Teams, by Microsoft Graph. */
export const teamsSource: SourceConnector<typeof GRAPH_PRESENCE_OPTIONS> = {
  name: 'graph',
  serves: ['CUPS'],
  options: GRAPH_PRESENCE_OPTIONS,
  create: (type, options, context) => {
    const graph = new GraphCaller(options, context.clock, options.timeoutSeconds * 1000);
    const service = new GraphPresenceService({ options, graph, clock: context.clock });
    const settings = { ...options, capacity: options.maxUsers };
    return new PolledSource({ type, connector: 'graph', settings, service, context, ...POLLED_STATES });
  },
};
