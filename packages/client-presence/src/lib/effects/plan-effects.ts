import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store, type Action } from '@ngrx/store';
import { asapScheduler, EMPTY, exhaustMap, filter, map, observeOn, switchMap, timer, type Observable } from 'rxjs';
import { forcePushFailed, updatePresenceSubscriptions, updateRoundEnded } from '../actions/subscription-actions.ts';
import { ageMs } from '../intervals/instant.ts';
import { askedRoundDelayMs, askedWaitMs, jitteredMs, nextRoundDelayMs, roundBackOffMs } from '../intervals/retry-intervals.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import type { PresenceFeatureState } from '../state/presence-state.ts';
import { shortestLeaseLeftMs, waitingEntries } from '../state/round-entries.ts';
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
    const state = store.selectSignal(selectPresenceState);
    return actions$.pipe(
      ofType(updatePresenceSubscriptions, updateRoundEnded, forcePushFailed),
      filter((action) => isAboutFullRound(action)),
      switchMap((action) => {
        if (state().session.profile === null || action.type === updatePresenceSubscriptions.type) return EMPTY;
        const plan = action.type === updateRoundEnded.type ? afterRound(action, state(), clock) : backOff(action, state(), clock);
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
      exhaustMap(({ round, outcome }) => {
        if (state().session.profile === null) return EMPTY;
        const failuresInARow = (round.failuresInARow ?? 0) + 1;
        const delayMs = backOffDelayMs({ failuresInARow, retryAfterMs: outcome.retryAfterMs }, state(), clock);
        return timer(delayMs, clock.scheduler).pipe(
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

interface Failure {
  /** 1 where it is left out. */
  readonly failuresInARow?: number;
  readonly retryAfterMs?: number | undefined;
}

function afterRound({ round, outcome, now }: RoundEnd, state: PresenceFeatureState, clock: PresenceClock): Observable<Action> {
  const { profile } = state.session;
  if (profile === null) return EMPTY;
  if (outcome.failure !== null) {
    return backOff({ failuresInARow: (round.failuresInARow ?? 0) + 1, retryAfterMs: outcome.retryAfterMs }, state, clock);
  }
  return timer(nextRoundDelayMs(profile, ageMs(round.now, now), clock.chance()), clock.scheduler).pipe(
    map(() => updatePresenceSubscriptions({ cause: 'INTERVAL', now: clock.now() })),
  );
}

function backOff(failure: Failure, state: PresenceFeatureState, clock: PresenceClock): Observable<Action> {
  const { failuresInARow = 1 } = failure;
  return timer(backOffDelayMs(failure, state, clock), clock.scheduler).pipe(
    map(() => updatePresenceSubscriptions({ cause: 'BACK_OFF', now: clock.now(), failuresInARow })),
  );
}

/** The wait before what failed is asked for again; where the server asked for one, that, as far as the leases allow. */
function backOffDelayMs(
  { failuresInARow = 1, retryAfterMs }: Failure,
  state: PresenceFeatureState,
  clock: PresenceClock,
): number {
  const { profile } = state.session;
  if (profile === null) return 0;
  const backOffMs = jitteredMs(roundBackOffMs(profile, failuresInARow), clock.chance());
  if (retryAfterMs === undefined) return backOffMs;
  const waitMs = askedWaitMs(retryAfterMs, clock.chance());
  return askedRoundDelayMs(profile, backOffMs, { waitMs, leaseLeftMs: shortestLeaseLeftMs(state, clock.now()) });
}
