import { DOCUMENT } from '@angular/common';
import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store } from '@ngrx/store';
import { distinctUntilChanged, EMPTY, filter, fromEvent, interval, map, merge, scan, switchMap, type Observable } from 'rxjs';
import { signedIn, signedOut } from '../actions/session-actions.ts';
import { appDataLoaded, appDataLoadRequested } from '../actions/start-up-actions.ts';
import { clientWoke, presenceStoreCleanupInit, type WakeCause } from '../actions/store-actions.ts';
import { updatePresenceSubscriptions } from '../actions/subscription-actions.ts';
import { jumpMs, type Instant } from '../intervals/instant.ts';
import {
  JUMP_TOLERANCE_MS,
  SOCKET_SUSPECT_AFTER_MS,
  WAKE_CHECK_INTERVAL_MS,
  WAKE_PAUSE_MS,
} from '../intervals/wake-intervals.ts';
import { selectSession } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { PresenceClaims } from '../ui/presence-claims.ts';

/** A moment of looking at the clocks, and why. */
interface Look {
  readonly cause: WakeCause | 'CHECK';
  readonly now: Instant;
  readonly jumpMs: number;
}

/** Notices that the tab came back to the screen, that the network did, or that the machine slept. */
export const noticesWaking = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), document = inject(DOCUMENT)) => {
    const claims = inject(PresenceClaims);
    return actions$.pipe(
      ofType(appDataLoadRequested, signedIn, signedOut),
      switchMap(({ type }) => {
        if (type !== appDataLoadRequested.type) return EMPTY;
        const checks$ = interval(WAKE_CHECK_INTERVAL_MS, clock.scheduler).pipe(map(() => 'CHECK' as const));
        const start: Look = { cause: 'CHECK', now: clock.now(), jumpMs: 0 };
        return merge(checks$, browserEvents(document)).pipe(
          scan((last, cause) => look(last, cause, clock.now()), start),
          filter(({ cause }) => cause !== 'CHECK'),
          distinctUntilChanged(isSameWaking),
        );
      }),
      map(({ cause, now, jumpMs }) =>
        clientWoke({ cause: cause === 'CHECK' ? 'JUMP' : cause, now, jumpMs, shownIds: claims.heldIds() }),
      ),
    );
  },
  { functional: true },
);

/** Renews at once what is on screen, which the waking has claimed. */
export const renewsOnWaking = createEffect(
  (actions$ = inject(Actions)) => {
    return actions$.pipe(
      ofType(clientWoke),
      map(({ now }) => updatePresenceSubscriptions({ cause: 'WAKE', now })),
    );
  },
  { functional: true },
);

/** Removes at once what became old. */
export const sweepsOnWaking = createEffect(
  (actions$ = inject(Actions)) => {
    return actions$.pipe(
      ofType(clientWoke),
      map(({ now }) => presenceStoreCleanupInit({ now })),
    );
  },
  { functional: true },
);

/** After a long sleep the server has surely given the socket up, whatever the browser thinks of it. */
export const reopensSocketAfterSleep = createEffect(
  (actions$ = inject(Actions), store = inject(Store)) => {
    const session = store.selectSignal(selectSession);
    return actions$.pipe(
      ofType(clientWoke),
      filter(({ jumpMs }) => jumpMs >= SOCKET_SUSPECT_AFTER_MS && session().phase === 'READY'),
      map(() => appDataLoaded()),
    );
  },
  { functional: true },
);

/** A start-up that waits for its next try does not wait any longer. */
export const loadsOnWaking = createEffect(
  (actions$ = inject(Actions), store = inject(Store)) => {
    const session = store.selectSignal(selectSession);
    return actions$.pipe(
      ofType(clientWoke),
      filter(() => session().failure !== null),
      map(() => appDataLoadRequested()),
    );
  },
  { functional: true },
);

function look(last: Look, cause: Look['cause'], now: Instant): Look {
  const jump = jumpMs(last.now, now);
  return { cause: jump > JUMP_TOLERANCE_MS ? 'JUMP' : cause, now, jumpMs: Math.max(jump, 0) };
}

/** By the clocks and not by a timer: a hidden tab's may fire a minute late, and would swallow the next waking meanwhile. */
function isSameWaking(noticed: Look, { now, jumpMs }: Look): boolean {
  return jumpMs <= JUMP_TOLERANCE_MS && now.monotonicMs - noticed.now.monotonicMs < WAKE_PAUSE_MS;
}

function browserEvents(document: Document): Observable<WakeCause> {
  const window = document.defaultView;
  if (window === null) return EMPTY;
  const shown$ = merge(fromEvent(document, 'visibilitychange'), fromEvent(document, 'resume')).pipe(
    filter(() => document.visibilityState === 'visible'),
  );
  return merge(shown$.pipe(map(() => 'VISIBLE' as const)), fromEvent(window, 'online').pipe(map(() => 'ONLINE' as const)));
}
