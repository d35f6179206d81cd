import { RequestError } from '@lampfield/client-presence';
import type { SearchResponse } from '@lampfield/protocol';
import { Subject, VirtualTimeScheduler, type Observable } from 'rxjs';
import { contact } from '../../testing/samples.ts';
import { NO_SEARCH, SEARCH_DEBOUNCE_MS, searchStates, type DirectoryQuery, type SearchState } from './directory-search.ts';

interface Asked {
  readonly query: DirectoryQuery;
  readonly answer: Subject<SearchResponse>;
}

let scheduler: VirtualTimeScheduler;
let queries: Subject<DirectoryQuery>;
let asked: Asked[];
let states: SearchState[];

const ask = (query: DirectoryQuery): Observable<SearchResponse> => {
  const answer = new Subject<SearchResponse>();
  asked.push({ query, answer });
  return answer;
};
const type = (search: string, directoryId = 'corp'): void => queries.next({ directoryId, search });
const pass = (durationMs: number): void => {
  scheduler.maxFrames = scheduler.frame + durationMs;
  scheduler.flush();
};
const found = (...names: string[]): SearchResponse => ({ contacts: names.map((name) => contact(name, name)), truncated: false });

beforeEach(() => {
  scheduler = new VirtualTimeScheduler();
  [queries, asked, states] = [new Subject(), [], []];
  searchStates(queries, ask, scheduler).subscribe((state) => states.push(state));
});

test('it starts with nothing', () => {
  expect(states).toEqual([NO_SEARCH]);
});

test('the directory is asked once typing has rested, not before', () => {
  type('k');
  expect(states.at(-1)).toEqual({ isSearching: true });
  pass(SEARCH_DEBOUNCE_MS - 1);
  expect(asked).toEqual([]);
  type('ko');
  pass(SEARCH_DEBOUNCE_MS);
  expect(asked.map(({ query }) => query.search)).toEqual(['ko']);
});

test('one character is enough', () => {
  type('k');
  pass(SEARCH_DEBOUNCE_MS);
  asked[0]?.answer.next(found('Kati'));
  expect(states.at(-1)).toMatchObject({
    isSearching: false,
    result: { isTruncated: false, contacts: [{ displayName: 'Kati' }] },
  });
});

test('a search under way is abandoned by the next, and its answer never shown', () => {
  type('k');
  pass(SEARCH_DEBOUNCE_MS);
  const [first] = asked;
  type('ko');
  expect(first?.answer.observed).toBe(false);
  pass(SEARCH_DEBOUNCE_MS);
  asked[1]?.answer.next(found('Kovács'));
  first?.answer.next(found('Kati'));
  expect(states.at(-1)?.result?.contacts.map(({ displayName }) => displayName)).toEqual(['Kovács']);
});

test('while the next search is under way the last result stays', () => {
  type('k');
  pass(SEARCH_DEBOUNCE_MS);
  asked[0]?.answer.next(found('Kati'));
  type('ko');
  expect(states.at(-1)).toMatchObject({ isSearching: true, result: { contacts: [{ displayName: 'Kati' }] } });
});

test('the contacts of another directory do not stay', () => {
  type('k');
  pass(SEARCH_DEBOUNCE_MS);
  asked[0]?.answer.next(found('Kati'));
  type('k', 'branch');
  expect(states.at(-1)).toEqual({ isSearching: true });
});

test('an emptied field shows nothing, at once, and abandons what is under way', () => {
  type('k');
  pass(SEARCH_DEBOUNCE_MS);
  type('');
  expect(asked[0]?.answer.observed).toBe(false);
  expect(states.at(-1)).toEqual(NO_SEARCH);
});

test('a failed search is told in words, and the next one works', () => {
  type('k');
  pass(SEARCH_DEBOUNCE_MS);
  asked[0]?.answer.error(new RequestError({ code: 'DIRECTORY_UNAVAILABLE', status: 503 }));
  expect(states.at(-1)).toEqual({ isSearching: false, problem: 'The directory cannot be reached at the moment.' });
  type('ko');
  expect(states.at(-1)?.problem).toBeUndefined();
  pass(SEARCH_DEBOUNCE_MS);
  asked[1]?.answer.next(found('Kovács'));
  expect(states.at(-1)?.result?.contacts).toHaveLength(1);
});
