import type { RequestErrorCode } from '@lampfield/client-presence';
import { peekProblemText } from './peek-problem.ts';

test.each<[RequestErrorCode, number | undefined, string]>([
  ['CALENDAR_UNAVAILABLE', 10, 'The calendar cannot be read at the moment.'],
  ['NOT_SUBSCRIBED', undefined, 'This calendar is not watched any more. Search for the contact again.'],
  ['TOO_MANY_REQUESTS', undefined, 'Too many looks into calendars in a short time. Wait a moment and try again.'],
  ['TOO_MANY_REQUESTS', 0.4, 'Too many looks into calendars in a short time. Wait 1 s and try again.'],
  ['UNREACHABLE', undefined, 'The server cannot be reached.'],
  ['TIMEOUT', undefined, 'The calendar was not read in time.'],
  ['UNREADABLE', undefined, 'The answer could not be understood, so what is in the calendar is not known.'],
  ['INTERNAL', undefined, 'The calendar could not be read (INTERNAL).'],
])('a look that failed with %s (wait %s s) is told as "%s"', (code, retryAfterSeconds, text) => {
  expect(peekProblemText({ code, retryAfterSeconds })).toBe(text);
});
