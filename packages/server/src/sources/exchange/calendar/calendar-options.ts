import { Type, type TInteger } from '@sinclair/typebox';

/** The options that every calendar connector has besides its own and {@link calendarBudget}. */
export const CALENDAR_OPTIONS = {
  pollSeconds: Type.Integer({
    minimum: 60,
    maximum: 3600,
    default: 300,
    description:
      'A mailbox is asked for at most this often, however many watch it; seconds. Begin and end of a meeting cost no question: only what was changed in the calendar since is noticed this late.',
  }),
  lookAheadHours: Type.Integer({
    minimum: 1,
    maximum: 48,
    default: 12,
    description: 'How far ahead calendars are read; hours. If the server is away for that long, nothing is known any more.',
  }),
  maxMailboxes: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 10_000,
    description: 'Most mailboxes watched at once. Further ones are UNKNOWN, SOURCE_FULL, until there is room.',
  }),
  timeoutSeconds: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 30,
    description: 'How long the calendar server may take for one answer; seconds.',
  }),
};

/** What a connector has for its budget if the configuration says nothing. */
export interface BudgetDefaults {
  readonly requestsPerMinute: number;
  readonly batchSize: number;
  /** What the far end allows. */
  readonly largestBatch: number;
}

/** The two options that say how much a calendar server is asked; their defaults are the connector's. */
export function calendarBudget(defaults: BudgetDefaults): { readonly requestsPerMinute: TInteger; readonly batchSize: TInteger } {
  return {
    requestsPerMinute: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: defaults.requestsPerMinute,
      description:
        'Most questions in a minute, whatever is watched. When it is too little for everything in time, what is on screen comes first.',
    }),
    batchSize: Type.Integer({
      minimum: 1,
      maximum: defaults.largestBatch,
      default: defaults.batchSize,
      description: 'Mailboxes of one question.',
    }),
  };
}

/** The options of a calendar connector that are not its service's own; checked, defaults filled in. */
export interface CalendarOptions {
  readonly pollSeconds: number;
  readonly lookAheadHours: number;
  readonly maxMailboxes: number;
  readonly timeoutSeconds: number;
  readonly requestsPerMinute: number;
}
