import { inject } from '@angular/core';
import { Actions, ofType } from '@ngrx/effects';
import { defer, EMPTY, expand, map, merge, retry, scan, throwError, timer, type Observable } from 'rxjs';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { onlineUsersChanged } from './online-actions.ts';
import type { OnlineFilter } from './online-filter.ts';
import { reopenDelayMs } from './online-intervals.ts';
import { emptyOnlineList, withOnlineChanges, withPage, type LoadedPage, type OnlineList } from './online-list.ts';
import { toOnlineProblem } from './online-problem.ts';
import { OnlineService } from './online-service.ts';

/** How many users are loaded at most. */
export const MAX_LISTED_USERS = 100_000;

/** Users of one page: few enough that reading it does not stop what is on screen, many enough that 100,000 take the twenty requests of a second. */
const PAGE_USERS = 5000;

/** How often in a row a page is asked for again because there were too many requests. */
const MAX_PATIENCE = 10;

type Step = (list: OnlineList) => OnlineList;

/** Loads lists of online users and keeps them right. */
export class OnlineListLoader {
  private readonly actions$ = inject(Actions);
  private readonly service = inject(OnlineService);
  private readonly clock = inject(PRESENCE_CLOCK);

  /**
   * The list as it grows page by page and changes with every event from the first request on, until it is unsubscribed from. Fails with the
   * `RequestError` of the first page that cannot be had.
   * @param filter canonical
   */
  load(filter: OnlineFilter): Observable<OnlineList> {
    const changes$ = this.actions$.pipe(
      ofType(onlineUsersChanged),
      map(
        ({ event }): Step =>
          (list) =>
            withOnlineChanges(list, event),
      ),
    );
    const pages$ = this.pages(filter).pipe(
      map(
        (loaded): Step =>
          (list) =>
            withPage(list, loaded),
      ),
    );
    // Events first: what arrives while the first page is on its way must not be missed.
    return merge(changes$, pages$).pipe(scan((list, step) => step(list), emptyOnlineList(filter)));
  }

  private pages(filter: OnlineFilter): Observable<LoadedPage> {
    return defer(() => {
      let loadedUsers = 0;
      const fetch = (cursor?: string): Observable<LoadedPage> => {
        const query = { ...filter, limit: PAGE_USERS, ...(cursor === undefined ? {} : { cursor }) };
        return this.patiently(this.service.list(query)).pipe(
          map((page) => {
            loadedUsers += page.users.length;
            return { page, isLast: page.cursor === undefined || loadedUsers >= MAX_LISTED_USERS };
          }),
        );
      };
      return fetch().pipe(expand(({ page, isLast }) => (isLast ? EMPTY : fetch(page.cursor))));
    });
  }

  /** The server lets a user have so many pages a second, all his tabs together: what it sends away it will take a moment later. */
  private patiently<T>(call: Observable<T>): Observable<T> {
    return call.pipe(
      retry({
        count: MAX_PATIENCE,
        delay: (error: unknown) => {
          const { code, retryAfterMs } = toOnlineProblem(error);
          if (code !== 'TOO_MANY_REQUESTS') return throwError(() => error);
          return timer(reopenDelayMs(1, retryAfterMs, this.clock.chance()), this.clock.scheduler);
        },
      }),
    );
  }
}
