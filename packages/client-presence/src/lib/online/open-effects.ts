import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store, type Action } from '@ngrx/store';
import {
  catchError,
  combineLatest,
  distinctUntilChanged,
  EMPTY,
  filter,
  map,
  of,
  pairwise,
  skipWhile,
  switchMap,
  tap,
  timeout,
  timer,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import { CurrentSocket } from '../connection/current-socket.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import {
  onlineListClosed,
  onlineListFailed,
  onlineListInterrupted,
  onlineListOpened,
  onlineListOpening,
  onlineListVoided,
} from './online-actions.ts';
import { OnlineClaims } from './online-claims.ts';
import { onlineFeature } from './online-feature.ts';
import { reopenDelayMs, voidDelayMs, WATCH_TIMEOUT_MS } from './online-intervals.ts';
import { OnlineService } from './online-service.ts';
import { assertWatched, isFinal, toOnlineProblem } from './online-problem.ts';
import type { OnlineFeatureState } from './online-state.ts';
import { selectOnlineConnection } from './select-online.ts';

/** Opens the list while somebody wants it, on every connection anew: the server forgets who watched with the connection. */
export const opensWhileWanted = createEffect(
  (claims = inject(OnlineClaims), store = inject(Store)) => {
    return combineLatest([claims.isWanted$, store.select(selectOnlineConnection)]).pipe(
      skipWhile(([isWanted]) => !isWanted),
      distinctUntilChanged(([wasWanted, before], [isWanted, now]) => wasWanted === isWanted && (before === now || !isWanted)),
      map(([isWanted, connection]) => {
        if (!isWanted) return onlineListClosed();
        return connection === null ? onlineListInterrupted() : onlineListOpening();
      }),
    );
  },
  { functional: true },
);

/** Has the server tell who comes and goes, and then count. What happens in between is in an event, so nothing is missed. */
export const opensList = createEffect(
  (actions$ = inject(Actions), current = inject(CurrentSocket), service = inject(OnlineService)) => {
    const clock = inject(PRESENCE_CLOCK);
    return actions$.pipe(
      ofType(onlineListOpening, onlineListVoided, onlineListInterrupted, onlineListClosed),
      switchMap(({ type }): Observable<Action> => {
        if (type !== onlineListOpening.type) return EMPTY;
        return current.ask('online:watch').pipe(
          timeout({ first: WATCH_TIMEOUT_MS, scheduler: clock.scheduler }),
          tap(assertWatched),
          switchMap(() => service.count()),
          map((count) => onlineListOpened({ count, now: clock.now() })),
          catchError((error: unknown) => of(onlineListFailed({ problem: toOnlineProblem(error), now: clock.now() }))),
        );
      }),
    );
  },
  { functional: true },
);

/** Opens the list again after it failed or became void. Where the server will not, only another connection can help. */
export const opensListAgain = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const online = store.selectSignal(onlineFeature.selectOnlineState);
    return actions$.pipe(
      ofType(onlineListFailed, onlineListVoided, onlineListOpening, onlineListInterrupted, onlineListClosed),
      switchMap((action) => {
        const delayMs = findDelayMs(action, online(), clock.chance());
        return delayMs === undefined ? EMPTY : timer(delayMs, clock.scheduler).pipe(map(() => onlineListOpening()));
      }),
    );
  },
  { functional: true },
);

/** Has the server tell nothing any more once nobody wants the list. */
export const unwatchesWhenClosed = createEffect(
  (claims = inject(OnlineClaims), store = inject(Store), current = inject(CurrentSocket)) => {
    return claims.isWanted$.pipe(
      pairwise(),
      withLatestFrom(store.select(selectOnlineConnection)),
      filter(([[, isWanted], connection]) => !isWanted && connection !== null),
      tap(() => current.ask('online:unwatch').subscribe()),
    );
  },
  { functional: true, dispatch: false },
);

function findDelayMs(action: Action, { phase, problem, failuresInARow }: OnlineFeatureState, chance: number): number | undefined {
  if (action.type === onlineListVoided.type && phase === 'OPENING') return voidDelayMs(failuresInARow, chance);
  if (action.type !== onlineListFailed.type || phase !== 'FAILED' || problem === null || isFinal(problem)) return undefined;
  return reopenDelayMs(failuresInARow, problem.retryAfterMs, chance);
}
