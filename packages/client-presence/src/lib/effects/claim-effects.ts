import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store } from '@ngrx/store';
import { asapScheduler, auditTime, distinctUntilChanged, filter, map, startWith, switchMap, timer } from 'rxjs';
import { appCsrfInitiated } from '../actions/start-up-actions.ts';
import { presenceStoreKeepAliveUpdate, searchAnswered } from '../actions/store-actions.ts';
import { updatePresenceSubscriptions } from '../actions/subscription-actions.ts';
import { presenceStoreKeepAliveIntervalMs } from '../intervals/presence-intervals.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import { waitingEntries } from '../state/round-entries.ts';
import { selectUserProfile } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { PresenceClaims } from '../ui/presence-claims.ts';
import { injectWhileSignedIn } from './session-end.ts';

/** Claims what is on screen when the session is ready and at every store keep-alive interval from then on. */
export const claimsWhatIsShown = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK)) => {
    const whileSignedIn = injectWhileSignedIn();
    const claims = inject(PresenceClaims);
    const intervalMs$ = inject(Store)
      .select(selectUserProfile)
      .pipe(
        filter((profile) => profile !== null),
        map(presenceStoreKeepAliveIntervalMs),
        distinctUntilChanged(),
      );
    return actions$.pipe(
      ofType(appCsrfInitiated),
      // A shorter interval claims at once: what was claimed a long interval ago may be old by the new measure.
      switchMap(() =>
        intervalMs$.pipe(
          switchMap((intervalMs) => timer(intervalMs, intervalMs, clock.scheduler).pipe(startWith(0))),
          whileSignedIn(),
        ),
      ),
      map(() => claims.heldIds()),
      filter((ids) => ids.length > 0),
      map((ids) => presenceStoreKeepAliveUpdate({ ids, now: clock.now() })),
    );
  },
  { functional: true },
);

/**
 * What was claimed and has no lease is asked for at once. Not before the socket is connected: nothing could be pushed, and the round
 * on connecting asks for everything. At the end of the task, so that a screen full of components makes one request.
 */
export const asksForWhatIsNewlyShown = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const state = store.selectSignal(selectPresenceState);
    return actions$.pipe(
      ofType(presenceStoreKeepAliveUpdate),
      auditTime(0, asapScheduler),
      filter(() => state().link.status === 'CONNECTED'),
      map(() => clock.now()),
      map((now) => ({ now, ids: waitingEntries(state(), now).map(({ id }) => id) })),
      filter(({ ids }) => ids.length > 0),
      map(({ now, ids }) => updatePresenceSubscriptions({ cause: 'CLAIM', ids, now })),
    );
  },
  { functional: true },
);

/** A search's result is at once sent as a keep-alive: no lamp hangs on the lease of a colleague who searched first. */
export const asksForWhatWasFound = createEffect(
  (actions$ = inject(Actions)) => {
    return actions$.pipe(
      ofType(searchAnswered),
      map(({ ids, now }) => updatePresenceSubscriptions({ cause: 'SEARCH', ids, now })),
    );
  },
  { functional: true },
);
