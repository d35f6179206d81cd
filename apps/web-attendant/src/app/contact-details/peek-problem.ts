import type { RequestError, RequestErrorCode } from '@lampfield/client-presence';
import { shortWaitText } from '../presence-view/short-wait.ts';

/** What is known of a look into a calendar that failed. */
export type PeekFailure = Pick<RequestError, 'code' | 'retryAfterSeconds'>;

const TEXTS: Readonly<Partial<Record<RequestErrorCode, string>>> = {
  CALENDAR_UNAVAILABLE: 'The calendar cannot be read at the moment.',
  NOT_SUBSCRIBED: 'This calendar is not watched any more. Search for the contact again.',
  UNREACHABLE: 'The server cannot be reached.',
  TIMEOUT: 'The calendar was not read in time.',
  UNREADABLE: 'The answer could not be understood, so what is in the calendar is not known.',
};

/** Says in plain words why a calendar could not be looked into. */
export function peekProblemText({ code, retryAfterSeconds }: PeekFailure): string {
  if (code === 'TOO_MANY_REQUESTS') {
    return `Too many looks into calendars in a short time. Wait ${shortWaitText(retryAfterSeconds)} and try again.`;
  }
  return TEXTS[code] ?? `The calendar could not be read (${code}).`;
}
