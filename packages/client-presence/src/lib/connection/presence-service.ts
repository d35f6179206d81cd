import { inject } from '@angular/core';
import {
  decodeBulkUpdateResponse,
  decodeCalendarResponse,
  decodeForcePushResponse,
  DEFAULT_PEEK_HOURS,
  DEFAULT_PRESENCE_KEEP_TIME,
  PRESENCE_GC_PERIOD,
  type BulkUpdateResponse,
  type CalendarResponse,
  type ForcePushResponse,
  type KeepAliveItem,
  type PresenceId,
  type PresenceTimes,
} from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { catchError, defer, forkJoin, map, throwError, type Observable } from 'rxjs';
import { signedOut } from '../actions/session-actions.ts';
import { selectUserProfile } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { inChunks, MAX_IDS_PER_REQUEST } from './id-chunks.ts';
import { mergeAnswers } from './merge-answers.ts';
import { PresenceHttp } from './presence-http.ts';
import type { RequestError } from './request-error.ts';
import { withRetries } from './with-retries.ts';

const DEFAULT_TIMES: PresenceTimes = {
  presenceSubscriptionTime: DEFAULT_PRESENCE_KEEP_TIME,
  presenceGcPeriod: PRESENCE_GC_PERIOD,
};

/** The two calls that presence lives on, tried up to four times within what the lease arithmetic allows; and a look into a calendar. */
export class PresenceService {
  private readonly http = inject(PresenceHttp);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly store = inject(Store);
  private readonly profile = this.store.selectSignal(selectUserProfile);

  /**
   * The keep-alive, `POST /api/presence/bulkUpdateSubscription`. Renewed items whose version differs from the one sent are pushed;
   * `version: 0` says that nothing of it is here. More than 1,000 items go in several requests at once, so that none waits for
   * another; their answers are merged. Emits one answer; fails with a `RequestError` when one request failed for good.
   */
  bulkUpdateSubscription(items: readonly KeepAliveItem[]): Observable<BulkUpdateResponse> {
    return defer(() => {
      const chunks = items.length === 0 ? [[]] : inChunks(items, MAX_IDS_PER_REQUEST);
      return forkJoin(chunks.map((chunk) => this.renew(() => chunk))).pipe(map(mergeAnswers));
    });
  }

  /**
   * One keep-alive request. The items are gathered anew for every try, so that a late one renews nothing that has become old.
   * @internal
   */
  renew(gather: () => readonly KeepAliveItem[]): Observable<BulkUpdateResponse> {
    return defer(() => this.http.post('presence/bulkUpdateSubscription', { items: gather() }, decodeBulkUpdateResponse)).pipe(
      withRetries(this.times(), this.clock),
    );
  }

  /**
   * The resync, `POST /api/presence/forcePushPresenceItems`: asks the server to push what the user watches, or those of `ids` that he
   * watches, over the socket. Renews nothing. Emits how many will be pushed; fails with a `RequestError`.
   */
  forcePushPresenceItems(ids?: readonly PresenceId[]): Observable<ForcePushResponse> {
    const body = ids === undefined ? {} : { ids };
    return defer(() => this.http.post('presence/forcePushPresenceItems', body, decodeForcePushResponse)).pipe(
      withRetries(this.times(), this.clock),
    );
  }

  /**
   * A look into a calendar that the user watches, `GET /api/presence/calendar/:id`: what is not free in the hours to come. It is asked for once and kept nowhere; show it as
   * what it was at that moment. Unsubscribing gives it up. Fails with a `RequestError`: NOT_SUBSCRIBED, CALENDAR_UNAVAILABLE, TOO_MANY_REQUESTS (with `retryAfterSeconds`),
   * UNREACHABLE, TIMEOUT.
   * @param hours 1 to 48
   */
  peekCalendar(id: PresenceId, hours = DEFAULT_PEEK_HOURS): Observable<CalendarResponse> {
    const path = `presence/calendar/${encodeURIComponent(id)}`;
    return this.http.whileSomebodyWaits(this.http.get(path, decodeCalendarResponse, { hours })).pipe(
      catchError((error: RequestError) => {
        if (error.status === 401) this.store.dispatch(signedOut({ reason: 'NOT_SIGNED_IN' }));
        return throwError(() => error);
      }),
    );
  }

  private times(): PresenceTimes {
    return this.profile() ?? DEFAULT_TIMES;
  }
}
