import type { RequestError, RequestErrorCode } from '@lampfield/client-presence';
import { shortWaitText } from '../presence-view/short-wait.ts';

/** What is known of a failed search. */
export type SearchFailure = Pick<RequestError, 'code' | 'retryAfterSeconds'>;

const TEXTS: Readonly<Partial<Record<RequestErrorCode, string>>> = {
  BAD_REQUEST: 'The directory cannot search for this. Type letters or digits of a name or number.',
  UNKNOWN_DIRECTORY: 'This directory no longer exists. Choose another one.',
  DIRECTORY_UNAVAILABLE: 'The directory cannot be reached at the moment.',
  UNREACHABLE: 'The server cannot be reached.',
  TIMEOUT: 'The directory did not answer in time.',
};

/** Says in plain words why a search failed. */
export function searchProblemText({ code, retryAfterSeconds }: SearchFailure): string {
  if (code === 'TOO_MANY_REQUESTS') {
    return `Too many searches in a short time. Wait ${shortWaitText(retryAfterSeconds)} and try again.`;
  }
  return TEXTS[code] ?? `The search failed (${code}).`;
}
