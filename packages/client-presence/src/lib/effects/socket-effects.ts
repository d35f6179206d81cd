import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store } from '@ngrx/store';
import { EMPTY, map, switchMap, timer } from 'rxjs';
import { signedIn, signedOut } from '../actions/session-actions.ts';
import { webSocketRefused } from '../actions/socket-actions.ts';
import { appDataLoaded, appDataLoadRequested } from '../actions/start-up-actions.ts';
import { CurrentSocket } from '../connection/current-socket.ts';
import { PRESENCE_SOCKET_FACTORY } from '../connection/presence-socket.ts';
import { socketActions } from '../connection/socket-stream.ts';
import { refusedBackOffMs } from '../intervals/retry-intervals.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { injectWhileSignedIn } from './session-end.ts';

/** Subscribes the socket; the one before, if any, is closed first. With the session the socket ends. */
export const subscribesSocket = createEffect(
  (actions$ = inject(Actions), createSocket = inject(PRESENCE_SOCKET_FACTORY), clock = inject(PRESENCE_CLOCK)) => {
    const current = inject(CurrentSocket);
    const parts = { createSocket, now: () => clock.now(), chance: () => clock.chance(), current };
    return actions$.pipe(
      ofType(appDataLoaded, signedIn, signedOut),
      switchMap(({ type }) => (type === appDataLoaded.type ? socketActions(parts) : EMPTY)),
    );
  },
  { functional: true },
);

/**
 * Where the server refuses the socket or ends it, the session may be over, or the server is going down: the start-up chain finds
 * out, and subscribes again if all is well. Spread, as the others' sockets were ended at the same moment.
 */
export const checksSessionWhenRefused = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const whileSignedIn = injectWhileSignedIn();
    const state = store.selectSignal(selectPresenceState);
    return actions$.pipe(
      ofType(webSocketRefused, appDataLoadRequested),
      switchMap(({ type }) => {
        if (type === appDataLoadRequested.type) return EMPTY;
        const delayMs = refusedBackOffMs(state().link.refusalsInARow, clock.chance());
        return timer(delayMs, clock.scheduler).pipe(
          map(() => appDataLoadRequested()),
          whileSignedIn(),
        );
      }),
    );
  },
  { functional: true },
);
