import { inject } from '@angular/core';
import type { UserProfile } from '@lampfield/protocol';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store, type Action } from '@ngrx/store';
import { asapScheduler, EMPTY, exhaustMap, filter, map, observeOn, switchMap, timer, type Observable } from 'rxjs';
import { forcePushFailed, updatePresenceSubscriptions, updateRoundEnded } from '../actions/subscription-actions.ts';
import { ageMs } from '../intervals/instant.ts';
import { jitteredMs, nextRoundDelayMs, roundBackOffMs } from '../intervals/retry-intervals.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import { waitingEntries } from '../state/round-entries.ts';
import { selectUserProfile } from '../state/select-session.ts';
import { PRESENCE_CLOCK, type PresenceClock } from '../system-clock.ts';
import { injectWhileSignedIn } from './session-end.ts';

type RoundEnd = ReturnType<typeof updateRoundEnded>;

/**
 * Plans the next full round whenever one has ended: an update interval after it was asked, or, when it failed, after a back-off. A
 * round that starts for another reason replaces the plan, and its end makes the next one: the loop neither doubles nor ends.
 */
export const plansNextRound = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const whileSignedIn = injectWhileSignedIn();
    const profile = store.selectSignal(selectUserProfile);
    return actions$.pipe(
      ofType(updatePresenceSubscriptions, updateRoundEnded, forcePushFailed),
      filter((action) => isAboutFullRound(action)),
      switchMap((action) => {
        const times = profile();
        if (times === null || action.type === updatePresenceSubscriptions.type) return EMPTY;
        const plan = action.type === updateRoundEnded.type ? afterRound(action, times, clock) : backOff(1, times, clock);
        return plan.pipe(whileSignedIn());
      }),
    );
  },
  { functional: true },
);

/**
 * Asks again for what has no lease because its own request failed, or because the server could not decide. One timer for all of
 * it: what fails meanwhile is taken along.
 */
export const asksAgainForWhatWaits = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const whileSignedIn = injectWhileSignedIn();
    const state = store.selectSignal(selectPresenceState);
    return actions$.pipe(
      ofType(updateRoundEnded),
      // Once the emission that led here is over: else `exhaustMap` would still be busy with it and the loop would end.
      observeOn(asapScheduler),
      filter(({ round, outcome }) => outcome.hasUndecided || (outcome.failure !== null && round.ids !== undefined)),
      exhaustMap(({ round }) => {
        const { profile } = state().session;
        if (profile === null) return EMPTY;
        const failuresInARow = (round.failuresInARow ?? 0) + 1;
        return timer(jitteredMs(roundBackOffMs(profile, failuresInARow), clock.chance()), clock.scheduler).pipe(
          map(() => clock.now()),
          map((now) => ({ now, ids: waitingEntries(state(), now).map(({ id }) => id) })),
          filter(({ ids }) => ids.length > 0),
          map(({ now, ids }) => updatePresenceSubscriptions({ cause: 'BACK_OFF', ids, now, failuresInARow })),
          whileSignedIn(),
        );
      }),
    );
  },
  { functional: true },
);

function isAboutFullRound(action: Action & { ids?: unknown; round?: { ids?: unknown } }): boolean {
  return action.ids === undefined && action.round?.ids === undefined;
}

function afterRound({ round, outcome, now }: RoundEnd, profile: UserProfile, clock: PresenceClock): Observable<Action> {
  if (outcome.failure !== null) return backOff((round.failuresInARow ?? 0) + 1, profile, clock);
  return timer(nextRoundDelayMs(profile, ageMs(round.now, now), clock.chance()), clock.scheduler).pipe(
    map(() => updatePresenceSubscriptions({ cause: 'INTERVAL', now: clock.now() })),
  );
}

function backOff(failuresInARow: number, profile: UserProfile, clock: PresenceClock): Observable<Action> {
  return timer(jitteredMs(roundBackOffMs(profile, failuresInARow), clock.chance()), clock.scheduler).pipe(
    map(() => updatePresenceSubscriptions({ cause: 'BACK_OFF', now: clock.now(), failuresInARow })),
  );
}
