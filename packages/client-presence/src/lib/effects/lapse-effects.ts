import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store } from '@ngrx/store';
import { EMPTY, map, switchMap, timer } from 'rxjs';
import { leasesRanOut } from '../actions/store-actions.ts';
import { subscriptionsUpdated, subscriptionsUpdateFailed } from '../actions/subscription-actions.ts';
import { ageMs, type Instant } from '../intervals/instant.ts';
import { leaseMs } from '../intervals/presence-intervals.ts';
import type { PresenceEntry } from '../state/presence-entry.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import type { PresenceFeatureState } from '../state/presence-state.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { injectWhileSignedIn } from './session-end.ts';

/** A lease of exactly T is still held; one millisecond more is not. */
const JUST_AFTER_MS = 1;

/**
 * Notices the moment a lease was not renewed for T: from then on the server may have dropped the subscription, and a lamp that nobody
 * updates any more must not look certain. Where no keep-alive ever got through, that is the lease which the search gave.
 */
export const noticesLeasesRunningOut = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const whileSignedIn = injectWhileSignedIn();
    const state = store.selectSignal(selectPresenceState);
    return actions$.pipe(
      ofType(subscriptionsUpdated, subscriptionsUpdateFailed, leasesRanOut),
      switchMap(() => {
        const delayMs = findFirstLapseMs(state(), clock.now());
        if (delayMs === undefined) return EMPTY;
        return timer(delayMs, clock.scheduler).pipe(
          map(() => leasesRanOut({ now: clock.now() })),
          whileSignedIn(),
        );
      }),
    );
  },
  { functional: true },
);

/** How long until the first lease runs out that is held, or that makes a lamp certain, milliseconds; undefined when there is none. */
function findFirstLapseMs({ session, entries }: PresenceFeatureState, now: Instant): number | undefined {
  if (session.profile === null) return undefined;
  const ages = Object.values(entries.entities).flatMap((entry) =>
    entry !== undefined && isToLapse(entry) ? [ageMs(entry.lease.renewedAt ?? entry.arrivedAt, now)] : [],
  );
  if (ages.length === 0) return undefined;
  const oldestMs = ages.reduce((oldest, age) => Math.max(oldest, age), 0);
  return Math.max(leaseMs(session.profile) - oldestMs, 0) + JUST_AFTER_MS;
}

function isToLapse({ lease, confirmedIn }: PresenceEntry): boolean {
  return lease.status === 'HELD' || (lease.status !== 'REFUSED' && confirmedIn !== 0);
}
