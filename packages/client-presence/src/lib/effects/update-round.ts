import { inject } from '@angular/core';
import { decodeReloadResponse, type KeepAliveItem, type PresenceId } from '@lampfield/protocol';
import { Store, type Action } from '@ngrx/store';
import { catchError, concat, defer, map, merge, of, switchMap, tap, timeout, type Observable } from 'rxjs';
import { signedOut } from '../actions/session-actions.ts';
import {
  subscriptionsUpdated,
  subscriptionsUpdateFailed,
  updateRoundEnded,
  type RoundOutcome,
  type UpdateRound,
} from '../actions/subscription-actions.ts';
import { inChunks, MAX_IDS_PER_REQUEST } from '../connection/id-chunks.ts';
import { PresenceHttp } from '../connection/presence-http.ts';
import { PresenceService } from '../connection/presence-service.ts';
import { failureOf } from '../connection/request-error.ts';
import { SessionCookie } from '../connection/session-cookie.ts';
import type { Instant } from '../intervals/instant.ts';
import { START_UP_TIMEOUT_MS } from '../intervals/retry-intervals.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import { renewableEntries, roundEntries } from '../state/round-entries.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';

/** Runs rounds of keep-alives. A round always ends with `updateRoundEnded` (or the session's end) and never fails. */
export class UpdateRoundRunner {
  private readonly service = inject(PresenceService);
  private readonly http = inject(PresenceHttp);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly cookie = inject(SessionCookie);
  private readonly state = inject(Store).selectSignal(selectPresenceState);

  /** The actions of one round. All its requests go out at once, so that the last one is in time too. */
  run(round: UpdateRound): Observable<Action> {
    return defer(() => {
      const ids = roundEntries(this.state(), round).map(({ id }) => id);
      if (ids.length === 0) return of(this.ended(round, { failure: null, hasUndecided: false }));
      return this.cookie.hasChanged() ? this.afterUserCheck(round, ids) : this.requests(round, ids);
    });
  }

  private requests(round: UpdateRound, ids: readonly PresenceId[]): Observable<Action> {
    let outcome: RoundOutcome = { failure: null, hasUndecided: false };
    const watched = merge(...inChunks(ids, MAX_IDS_PER_REQUEST).map((chunk) => this.request(chunk))).pipe(
      tap((action) => {
        outcome = outcomeAfter(outcome, action);
      }),
    );
    return concat(
      watched,
      defer(() => of(this.ended(round, outcome))),
    );
  }

  private request(ids: readonly PresenceId[]): Observable<RequestAction> {
    let askedAt: Instant = this.clock.now();
    const gather = (): KeepAliveItem[] => {
      askedAt = this.clock.now();
      return renewableEntries(this.state(), ids, askedAt).map(({ id, item }) => ({ id, version: item?.version ?? 0 }));
    };
    return this.service.renew(gather).pipe(
      map((answer) => subscriptionsUpdated({ answer, askedAt })),
      catchError((error: unknown) => of(subscriptionsUpdateFailed({ ids, ...failureOf(error) }))),
    );
  }

  /** Another session in the same browser may be another user's: his subscriptions are not to be made with these ids. */
  private afterUserCheck(round: UpdateRound, ids: readonly PresenceId[]): Observable<Action> {
    return this.http.get('reload', decodeReloadResponse).pipe(
      timeout({ first: START_UP_TIMEOUT_MS, scheduler: this.clock.scheduler }),
      switchMap((reload): Observable<Action> => {
        if (reload.profile.username !== this.state().session.profile?.username) return of(signedOut({ reason: 'OTHER_USER' }));
        this.cookie.remember();
        return this.requests(round, ids);
      }),
      catchError((error: unknown) => {
        const failed = subscriptionsUpdateFailed({ ids, ...failureOf(error) });
        return of(failed, this.ended(round, outcomeAfter({ failure: null, hasUndecided: false }, failed)));
      }),
    );
  }

  private ended(round: UpdateRound, outcome: RoundOutcome): Action {
    return updateRoundEnded({ round, outcome, now: this.clock.now() });
  }
}

type RequestAction = ReturnType<typeof subscriptionsUpdated | typeof subscriptionsUpdateFailed>;

function outcomeAfter(outcome: RoundOutcome, action: RequestAction): RoundOutcome {
  if (action.type === subscriptionsUpdateFailed.type) {
    const retryAfterMs = Math.max(outcome.retryAfterMs ?? 0, action.retryAfterMs ?? 0);
    return { ...outcome, failure: outcome.failure ?? action.code, ...(retryAfterMs > 0 && { retryAfterMs }) };
  }
  const isUndecided = action.answer.rejected.some(({ code }) => code === 'DIRECTORY_UNAVAILABLE');
  return isUndecided ? { ...outcome, hasUndecided: true } : outcome;
}
