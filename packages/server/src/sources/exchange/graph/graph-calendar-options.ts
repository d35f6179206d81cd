import { Type } from '@sinclair/typebox';
import { MICROSOFT_APP_OPTIONS } from '../../microsoft/microsoft-app-options.ts';
import { calendarBudget, CALENDAR_OPTIONS } from '../calendar/calendar-options.ts';
import { DOCUMENTED_BATCH } from './graph-schedule-service.ts';

/**
 * `{type: graph, ...}` for calendars. Exchange Online lets an app make a thousand requests a minute on one mailbox; the budget is far below that, and enough for
 * ten thousand mailboxes every five minutes.
 */
export const GRAPH_CALENDAR_OPTIONS = Type.Object({
  ...MICROSOFT_APP_OPTIONS,
  mailbox: Type.String({
    pattern: '^[^\\s/?#%]{1,320}$',
    expected: 'the user principal name or object id of a user with a mailbox, such as lampfield@example.org',
    description:
      'User principal name or object id of the user in whose name free and busy times are asked for: of its own, with a mailbox in Exchange Online, never a person. Nothing is written there.',
  }),
  ...CALENDAR_OPTIONS,
  ...calendarBudget({ requestsPerMinute: 120, batchSize: DOCUMENTED_BATCH, largestBatch: 100 }),
});
