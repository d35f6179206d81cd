import { Type } from '@sinclair/typebox';
import { MICROSOFT_APP_OPTIONS } from '../../microsoft/microsoft-app-options.ts';
import { LARGEST_PRESENCE_BATCH } from './graph-presence-service.ts';

/** `{type: graph, ...}` for chat: presence of Microsoft Teams. Microsoft allows 1,500 requests in 30 seconds. */
export const GRAPH_PRESENCE_OPTIONS = Type.Object({
  ...MICROSOFT_APP_OPTIONS,
  notes: Type.Boolean({
    default: false,
    description:
      'Whether status messages are shown: people write them for their colleagues, not for everybody who has a lamp of them.',
  }),
  pollSeconds: Type.Integer({
    minimum: 10,
    maximum: 3600,
    default: 60,
    description:
      'Somebody is asked for at most this often, however many watch him; seconds. A change is noticed this late at most, on the average half as late.',
  }),
  requestsPerMinute: Type.Integer({
    minimum: 1,
    maximum: 3000,
    default: 60,
    description:
      'Most questions in a minute, whatever is watched; look-ups of new people come on top. When it is too little for everybody in time, who is on screen comes first.',
  }),
  batchSize: Type.Integer({
    minimum: 1,
    maximum: LARGEST_PRESENCE_BATCH,
    default: LARGEST_PRESENCE_BATCH,
    description: 'People of one question.',
  }),
  maxUsers: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 10_000,
    description: 'Most people watched at once. Further ones are UNKNOWN, SOURCE_FULL, until there is room.',
  }),
  timeoutSeconds: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 30,
    description: 'How long Graph may take for one answer; seconds.',
  }),
});
