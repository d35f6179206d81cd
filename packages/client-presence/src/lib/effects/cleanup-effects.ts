import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store } from '@ngrx/store';
import { distinctUntilChanged, filter, map, switchMap, timer } from 'rxjs';
import { presenceStoreCleanup, presenceStoreCleanupInit } from '../actions/store-actions.ts';
import { presenceStoreCleanupIntervalMs } from '../intervals/presence-intervals.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import { selectOldPresences } from '../state/select-presence.ts';
import { selectUserProfile } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { PresenceClaims } from '../ui/presence-claims.ts';
import { injectWhileSignedIn } from './session-end.ts';

/**
 * A cleanup round: finds what is old and has it removed. What is on screen is spared however old: the timer of a page that was frozen
 * may fire before the page can claim anew.
 */
export const sweepsStore = createEffect(
  (actions$ = inject(Actions), store = inject(Store)) => {
    const claims = inject(PresenceClaims);
    const state = store.selectSignal(selectPresenceState);
    return actions$.pipe(
      ofType(presenceStoreCleanupInit),
      map(({ now }) => {
        const shownIds = new Set(claims.heldIds());
        const oldIds = selectOldPresences(now)({ presence: state() }).map(({ id }) => id);
        return presenceStoreCleanup({ oldIds: oldIds.filter((id) => !shownIds.has(id)), now });
      }),
    );
  },
  { functional: true },
);

/** Plans the next cleanup round, for ever; starting one anew replaces the plan, so there is never a second loop. */
export const plansNextSweep = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const whileSignedIn = injectWhileSignedIn();
    const intervalMs$ = store.select(selectUserProfile).pipe(
      filter((profile) => profile !== null),
      map(presenceStoreCleanupIntervalMs),
      distinctUntilChanged(),
    );
    return actions$.pipe(
      ofType(presenceStoreCleanupInit),
      switchMap(() =>
        intervalMs$.pipe(
          switchMap((intervalMs) => timer(intervalMs, clock.scheduler)),
          map(() => presenceStoreCleanupInit({ now: clock.now() })),
          whileSignedIn(),
        ),
      ),
    );
  },
  { functional: true },
);
