import type { RequestErrorCode } from '@lampfield/client-presence';
import { signInProblemText } from './sign-in-problem.ts';

const WAIT = (wait: string): string => `Too many failed attempts. Wait ${wait} and try again.`;

test.each<[RequestErrorCode, number | undefined, string]>([
  ['INVALID_CREDENTIALS', undefined, 'User name or password is wrong.'],
  ['TOO_MANY_REQUESTS', undefined, WAIT('a few minutes')],
  ['TOO_MANY_REQUESTS', 0, WAIT('a few minutes')],
  ['TOO_MANY_REQUESTS', 0.5, WAIT('1 second')],
  ['TOO_MANY_REQUESTS', 59, WAIT('59 seconds')],
  ['TOO_MANY_REQUESTS', 60, WAIT('1 minute')],
  ['TOO_MANY_REQUESTS', 61, WAIT('2 minutes')],
  ['UNREACHABLE', undefined, 'The server cannot be reached. Check the network and try again.'],
  ['TIMEOUT', undefined, 'The server did not answer in time. Try again.'],
  ['INTERNAL', undefined, 'Signing in failed (INTERNAL). Try again; if it stays so, tell your administrator.'],
])('%s with a wait of %s s is told as "%s"', (code, retryAfterSeconds, text) => {
  expect(signInProblemText({ code, retryAfterSeconds })).toBe(text);
});
