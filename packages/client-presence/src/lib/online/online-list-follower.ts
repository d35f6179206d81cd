import { inject } from '@angular/core';
import { Store } from '@ngrx/store';
import {
  catchError,
  combineLatest,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  map,
  of,
  scan,
  startWith,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { onlineListFailed } from './online-actions.ts';
import { canonicalFilter, isSameFilter, type OnlineFilter } from './online-filter.ts';
import { FILTER_PAUSE_MS } from './online-intervals.ts';
import { OnlineListLoader } from './online-list-loader.ts';
import { emptyOnlineList, type OnlineList } from './online-list.ts';
import { toOnlineProblem } from './online-problem.ts';
import { selectListFetch } from './select-online.ts';

/** A list as one component follows it. */
export interface FollowedList {
  readonly shown: OnlineList;
  /** What is shown is not whole, or not what is wanted now. */
  readonly isFetching: boolean;
  /** The same list is fetched anew: it is shown once it is whole, so that nobody's place in the old one is lost. */
  readonly isReplacing: boolean;
  /** The server says that the filter can fit nobody. */
  readonly isRefused: boolean;
}

/** What is wanted, and whether somebody is typing it. */
interface Wish {
  readonly filter: OnlineFilter;
  readonly fetch: number | 'KEEP' | 'CLEAR';
  readonly hasNewFilter: boolean;
}

type Step = (before: FollowedList) => FollowedList;

const NOTHING: FollowedList = { shown: emptyOnlineList({}), isFetching: true, isReplacing: false, isRefused: false };

/** Decides when the list of a component is fetched, shown and thrown away. */
export class OnlineListFollower {
  private readonly loader = inject(OnlineListLoader);
  private readonly store = inject(Store);
  private readonly clock = inject(PRESENCE_CLOCK);

  /** Emits at once, and never fails. */
  follow(filter$: Observable<OnlineFilter>): Observable<FollowedList> {
    const wanted$ = filter$.pipe(map(canonicalFilter), distinctUntilChanged(isSameFilter));
    return combineLatest([wanted$, this.store.select(selectListFetch)]).pipe(
      scan(nextWish, undefined),
      switchMap((wish) => this.steps(wish)),
      scan((before: FollowedList, step: Step) => step(before), NOTHING),
      startWith(NOTHING),
    );
  }

  private steps(wish: Wish | undefined): Observable<Step> {
    if (wish === undefined || wish.fetch === 'KEEP') return EMPTY;
    const { filter, fetch, hasNewFilter } = wish;
    if (fetch === 'CLEAR') return of(() => ({ ...NOTHING, shown: emptyOnlineList(filter) }));
    const begun$ = of((before: FollowedList) => withBegun(before, filter));
    const pause$ = hasNewFilter ? timer(FILTER_PAUSE_MS, this.clock.scheduler) : of(0);
    return concat(begun$, pause$.pipe(switchMap(() => this.loaded(filter))));
  }

  private loaded(filter: OnlineFilter): Observable<Step> {
    return defer(() => {
      let hasPage = false;
      return this.loader.load(filter).pipe(
        tap(({ covered }) => {
          hasPage = covered.length > 0;
        }),
        map((list) => (before: FollowedList) => withList(before, list)),
        catchError((error: unknown): Observable<Step> => {
          const problem = toOnlineProblem(error);
          // A later page may be refused for its cursor: then the list is fetched anew.
          if (problem.code === 'BAD_REQUEST' && !hasPage) return of(() => refused(filter));
          this.store.dispatch(onlineListFailed({ problem, now: this.clock.now() }));
          return EMPTY;
        }),
      );
    });
  }
}

function nextWish(last: Wish | undefined, [filter, fetch]: [OnlineFilter, Wish['fetch']]): Wish {
  return { filter, fetch, hasNewFilter: last !== undefined && last.filter !== filter };
}

function withBegun(before: FollowedList, filter: OnlineFilter): FollowedList {
  const isReplacing = isSameFilter(before.shown.filter, filter) && before.shown.users.length > 0;
  return { ...before, isFetching: true, isReplacing, isRefused: false };
}

function withList(before: FollowedList, list: OnlineList): FollowedList {
  const isTooEarly = list.covered.length === 0 || (before.isReplacing && !list.isComplete);
  return isTooEarly ? before : { shown: list, isFetching: !list.isComplete, isReplacing: false, isRefused: false };
}

function refused(filter: OnlineFilter): FollowedList {
  return { shown: emptyOnlineList(filter), isFetching: false, isReplacing: false, isRefused: true };
}
