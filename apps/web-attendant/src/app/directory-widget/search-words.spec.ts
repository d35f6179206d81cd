import type { RequestErrorCode } from '@lampfield/client-presence';
import { contact } from '../../testing/samples.ts';
import { searchProblemText } from './search-problem.ts';
import { searchSummary } from './search-summary.ts';

test.each<[RequestErrorCode, number | undefined, string]>([
  ['TOO_MANY_REQUESTS', undefined, 'Too many searches in a short time. Wait a moment and try again.'],
  ['TOO_MANY_REQUESTS', 0.2, 'Too many searches in a short time. Wait 1 s and try again.'],
  ['TOO_MANY_REQUESTS', 3.1, 'Too many searches in a short time. Wait 4 s and try again.'],
  ['DIRECTORY_UNAVAILABLE', undefined, 'The directory cannot be reached at the moment.'],
  ['UNREACHABLE', undefined, 'The server cannot be reached.'],
  ['TIMEOUT', undefined, 'The directory did not answer in time.'],
  ['UNKNOWN_DIRECTORY', undefined, 'This directory no longer exists. Choose another one.'],
  ['INTERNAL', undefined, 'The search failed (INTERNAL).'],
])('a search that failed with %s (wait %s s) is told as "%s"', (code, retryAfterSeconds, text) => {
  expect(searchProblemText({ code, retryAfterSeconds })).toBe(text);
});

const query = { directoryId: 'corp', search: 'kov' };
const people = (count: number) => Array.from({ length: count }, (_, index) => contact(`P${index}`, String(index)));

test.each([
  [{ isSearching: false }, ''],
  [{ isSearching: true }, 'Searching…'],
  [{ isSearching: false, problem: 'It failed.' }, ''],
  [{ isSearching: false, result: { query, contacts: [], isTruncated: false } }, 'Nobody found for “kov”.'],
  [{ isSearching: false, result: { query, contacts: people(1), isTruncated: false } }, '1 contact'],
  [{ isSearching: false, result: { query, contacts: people(12), isTruncated: false } }, '12 contacts'],
  [
    { isSearching: false, result: { query, contacts: people(50), isTruncated: true } },
    'More than 50 found. Type more to narrow it down.',
  ],
])('the summary of search state %# is right', (state, text) => {
  expect(searchSummary(state)).toBe(text);
});
