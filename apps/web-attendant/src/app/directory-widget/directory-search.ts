import type { Contact, SearchResponse } from '@lampfield/protocol';
import { catchError, concat, map, of, scan, startWith, switchMap, timer, type Observable, type SchedulerLike } from 'rxjs';
import { searchProblemText, type SearchFailure } from './search-problem.ts';

/** How long typing has to rest before the directory is asked. */
export const SEARCH_DEBOUNCE_MS = 200;

/** What somebody wants to find. */
export interface DirectoryQuery {
  readonly directoryId: string;
  /** Trimmed; empty shows nothing. */
  readonly search: string;
}

/** A query that was answered. */
export interface SearchResult {
  readonly query: DirectoryQuery;
  readonly contacts: readonly Contact[];
  /** The directory has more than it sent. */
  readonly isTruncated: boolean;
}

/** What a widget shows. While the next query is under way, the last result stays. */
export interface SearchState {
  readonly isSearching: boolean;
  readonly result?: SearchResult;
  /** In words; the result beside it is of an earlier query. */
  readonly problem?: string;
  /** Nobody answered: with a connection the same query may succeed. */
  readonly isUnanswered?: true;
}

/** Asks the directory. Errors are {@link SearchFailure}s. */
export type AskDirectory = (query: DirectoryQuery) => Observable<SearchResponse>;

type Step = (before: SearchState) => SearchState;

/** Nothing searched. */
export const NO_SEARCH: SearchState = { isSearching: false };

/**
 * Search as you type. Every query supersedes the one before at once, whether it was still waiting for typing to rest or already at
 * the server; a failed one leaves the flow alive for the next.
 */
export function searchStates(
  queries: Observable<DirectoryQuery>,
  ask: AskDirectory,
  scheduler: SchedulerLike,
): Observable<SearchState> {
  return queries.pipe(
    switchMap((query) => (query.search === '' ? of(reset) : concat(of(begin(query)), settle(query, ask, scheduler)))),
    scan((state, step) => step(state), NO_SEARCH),
    startWith(NO_SEARCH),
  );
}

function settle(query: DirectoryQuery, ask: AskDirectory, scheduler: SchedulerLike): Observable<Step> {
  return timer(SEARCH_DEBOUNCE_MS, scheduler).pipe(
    switchMap(() => ask(query)),
    map((answer) => found(query, answer)),
    catchError((error: SearchFailure) => of(failed(error))),
  );
}

const reset: Step = () => NO_SEARCH;

function begin(query: DirectoryQuery): Step {
  // Contacts of another directory would be taken for this one's.
  return ({ result }) => ({ isSearching: true, ...(result?.query.directoryId === query.directoryId ? { result } : {}) });
}

function found(query: DirectoryQuery, { contacts, truncated }: SearchResponse): Step {
  return () => ({ isSearching: false, result: { query, contacts, isTruncated: truncated } });
}

function failed(failure: SearchFailure): Step {
  return ({ result }) => ({
    isSearching: false,
    problem: searchProblemText(failure),
    ...(failure.code === 'UNREACHABLE' || failure.code === 'TIMEOUT' ? { isUnanswered: true as const } : {}),
    ...(result === undefined ? {} : { result }),
  });
}
