import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import type { Action } from '@ngrx/store';
import { catchError, EMPTY, exhaustMap, interval, map, merge, of, switchMap, throttleTime, type Observable } from 'rxjs';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import {
  onlineListClosed,
  onlineListFailed,
  onlineListInterrupted,
  onlineListOpened,
  onlineListOpening,
  onlineListVoided,
  onlineUsersChanged,
  onlineUsersCounted,
} from './online-actions.ts';
import { COUNT_INTERVAL_MS, COUNT_PAUSE_MS } from './online-intervals.ts';
import { isVoiding, toOnlineProblem } from './online-problem.ts';
import { OnlineService } from './online-service.ts';

/**
 * Counts again while the list is open: soon after users came or left, and from time to time, as a further session of a user is no event. A
 * count without an answer is no harm, the next one follows; one that says that there is no list any more is.
 */
export const countsWhileOpen = createEffect(
  (actions$ = inject(Actions), service = inject(OnlineService), clock = inject(PRESENCE_CLOCK)) => {
    const changes$ = merge(interval(COUNT_INTERVAL_MS, clock.scheduler), actions$.pipe(ofType(onlineUsersChanged)));
    const turns$ = changes$.pipe(throttleTime(COUNT_PAUSE_MS, clock.scheduler, { leading: true, trailing: true }));
    return actions$.pipe(
      ofType(onlineListOpened, onlineListOpening, onlineListFailed, onlineListVoided, onlineListInterrupted, onlineListClosed),
      switchMap(({ type }) => (type === onlineListOpened.type ? turns$ : EMPTY).pipe(exhaustMap(() => counted()))),
    );

    function counted(): Observable<Action> {
      return service.count().pipe(
        map((count) => onlineUsersCounted({ count })),
        catchError((error: unknown) => {
          const problem = toOnlineProblem(error);
          return isVoiding(problem) ? of(onlineListFailed({ problem, now: clock.now() })) : EMPTY;
        }),
      );
    }
  },
  { functional: true },
);
