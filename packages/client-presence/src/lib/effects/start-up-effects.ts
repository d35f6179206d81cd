import { inject } from '@angular/core';
import { decodeReloadResponse, type ReloadResponse } from '@lampfield/protocol';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store, type Action } from '@ngrx/store';
import { catchError, concatMap, EMPTY, map, of, switchMap, timeout, timer } from 'rxjs';
import { signedIn, signedOut } from '../actions/session-actions.ts';
import {
  appCsrfInitiated,
  appCsrfInitiating,
  appDataLoaded,
  appDataLoadFailed,
  appDataLoadRequested,
} from '../actions/start-up-actions.ts';
import { presenceStoreCleanupInit } from '../actions/store-actions.ts';
import { updatePresenceSubscriptions } from '../actions/subscription-actions.ts';
import { PresenceHttp } from '../connection/presence-http.ts';
import { toRequestError } from '../connection/request-error.ts';
import { SessionCookie } from '../connection/session-cookie.ts';
import { jitteredMs, START_UP_TIMEOUT_MS, startUpBackOffMs } from '../intervals/retry-intervals.ts';
import { selectSession, selectUserProfile } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { injectWhileSignedIn } from './session-end.ts';

/** `GET /api/reload`; a 401 is a sign-out, another user than before ends the session of the one before. */
export const loadsAppData = createEffect(
  (actions$ = inject(Actions)) => {
    const whileSignedIn = injectWhileSignedIn();
    const http = inject(PresenceHttp);
    const { scheduler } = inject(PRESENCE_CLOCK);
    const profile = inject(Store).selectSignal(selectUserProfile);
    return actions$.pipe(
      ofType(appDataLoadRequested),
      switchMap(() =>
        http.get('reload', decodeReloadResponse).pipe(
          timeout({ first: START_UP_TIMEOUT_MS, scheduler }),
          map((reload) => loaded(reload, profile()?.username)),
          catchError((error: unknown) => of(failed(error))),
          whileSignedIn(),
        ),
      ),
    );
  },
  { functional: true },
);

/** Starts the chain for a user who has just signed in, here or in another tab, and again after it failed, later and later. */
export const loadsAppDataAgain = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const session = store.selectSignal(selectSession);
    return actions$.pipe(
      ofType(appDataLoadFailed, appDataLoadRequested, signedIn, signedOut),
      switchMap((action) => {
        if (isNewUser(action)) return of(appDataLoadRequested());
        if (action.type !== appDataLoadFailed.type) return EMPTY;
        const delayMs = jitteredMs(startUpBackOffMs(session().failuresInARow), clock.chance());
        return timer(delayMs, clock.scheduler).pipe(map(() => appDataLoadRequested()));
      }),
    );
  },
  { functional: true },
);

/** The reload brought the token that unsafe calls need, in its answer and as a cookie. */
export const readiesCsrf = createEffect(
  (actions$ = inject(Actions), cookie = inject(SessionCookie)) => {
    return actions$.pipe(
      ofType(appCsrfInitiating),
      map(() => {
        cookie.remember();
        return appCsrfInitiated();
      }),
    );
  },
  { functional: true },
);

/** Starts the loops, and with them running says that the application is loaded. */
export const startsLoops = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK)) => {
    return actions$.pipe(
      ofType(appCsrfInitiated),
      concatMap(() => {
        const now = clock.now();
        return of(presenceStoreCleanupInit({ now }), updatePresenceSubscriptions({ cause: 'START', now }), appDataLoaded());
      }),
    );
  },
  { functional: true },
);

function isNewUser(action: Action & { reason?: unknown }): boolean {
  return action.type === signedIn.type || (action.type === signedOut.type && action.reason === 'OTHER_USER');
}

function loaded(reload: ReloadResponse, usernameBefore: string | undefined): Action {
  const isOtherUser = usernameBefore !== undefined && usernameBefore !== reload.profile.username;
  return isOtherUser ? signedOut({ reason: 'OTHER_USER' }) : appCsrfInitiating({ reload });
}

function failed(error: unknown): Action {
  const { status, code } = toRequestError(error);
  return status === 401 ? signedOut({ reason: 'NOT_SIGNED_IN' }) : appDataLoadFailed({ code });
}
