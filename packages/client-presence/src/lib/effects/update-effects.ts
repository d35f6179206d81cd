import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store } from '@ngrx/store';
import { distinctUntilChanged, EMPTY, exhaustMap, filter, map, mergeMap, scan, switchMap, timer } from 'rxjs';
import { signedOut } from '../actions/session-actions.ts';
import { webSocketConnected } from '../actions/socket-actions.ts';
import { appDataLoadRequested } from '../actions/start-up-actions.ts';
import {
  forcePushFailed,
  subscriptionsUpdated,
  subscriptionsUpdateFailed,
  updatePresenceSubscriptions,
  type UpdateRound,
} from '../actions/subscription-actions.ts';
import type { RequestErrorCode } from '../connection/request-error.ts';
import { roundBackOffMs } from '../intervals/retry-intervals.ts';
import { selectUserProfile } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { UpdateRoundRunner } from './update-round.ts';
import { injectWhileSignedIn } from './session-end.ts';

/** Full rounds: a new one replaces one that is still at it, as it covers everything. */
export const renewsEverything = createEffect(
  (actions$ = inject(Actions), runner = inject(UpdateRoundRunner)) => {
    const whileSignedIn = injectWhileSignedIn();
    return actions$.pipe(
      ofType(updatePresenceSubscriptions),
      filter(({ ids }) => ids === undefined),
      switchMap((round) => runner.run(plain(round)).pipe(whileSignedIn())),
    );
  },
  { functional: true },
);

/** Rounds of some ids, beside each other and beside a full one. */
export const renewsSome = createEffect(
  (actions$ = inject(Actions), runner = inject(UpdateRoundRunner)) => {
    const whileSignedIn = injectWhileSignedIn();
    return actions$.pipe(
      ofType(updatePresenceSubscriptions),
      filter(({ ids }) => ids !== undefined),
      mergeMap((round) => runner.run(plain(round)).pipe(whileSignedIn())),
    );
  },
  { functional: true },
);

/** On every connection, the first and each later one, the server is told what this client uses and which versions it has. */
export const renewsOnConnect = createEffect(
  (actions$ = inject(Actions)) => {
    return actions$.pipe(
      ofType(webSocketConnected),
      map(({ now }) => updatePresenceSubscriptions({ cause: 'RECONNECT', now })),
    );
  },
  { functional: true },
);

/** A 401 anywhere is the end of the session. */
export const noticesEndOfSession = createEffect(
  (actions$ = inject(Actions)) => {
    return actions$.pipe(
      ofType(subscriptionsUpdateFailed, forcePushFailed),
      filter(({ code }) => code === 'NOT_SIGNED_IN'),
      map(() => signedOut({ reason: 'NOT_SIGNED_IN' })),
    );
  },
  { functional: true },
);

/**
 * A token that the server does not take is not the session's any more: a reload brings the right one, or says who is signed in. After
 * a wait that grows, as a server that takes none at all is not to be asked in a circle.
 */
export const reloadsForToken = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const whileSignedIn = injectWhileSignedIn();
    const profile = store.selectSignal(selectUserProfile);
    return actions$.pipe(
      ofType(subscriptionsUpdateFailed, forcePushFailed, subscriptionsUpdated),
      scan((inARow, action) => refusalsAfter(inARow, 'code' in action ? action.code : null), 0),
      distinctUntilChanged(),
      filter((refusalsInARow) => refusalsInARow > 0),
      exhaustMap((refusalsInARow) => {
        const times = profile();
        if (times === null) return EMPTY;
        return timer(roundBackOffMs(times, refusalsInARow), clock.scheduler).pipe(
          map(() => appDataLoadRequested()),
          whileSignedIn(),
        );
      }),
    );
  },
  { functional: true },
);

/** How often in a row the token was refused; other failures say nothing of it. */
function refusalsAfter(inARow: number, code: RequestErrorCode | null): number {
  if (code === null) return 0;
  return code === 'CSRF' ? inARow + 1 : inARow;
}

function plain({ cause, now, ids, failuresInARow }: UpdateRound): UpdateRound {
  return { cause, now, ...(ids === undefined ? {} : { ids }), ...(failuresInARow === undefined ? {} : { failuresInARow }) };
}
