import { inject } from '@angular/core';
import {
  decodeOnlineCountResponse,
  decodeOnlineResponse,
  DEFAULT_ONLINE_LIMIT,
  type OnlineCountResponse,
  type OnlineResponse,
} from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { catchError, throwError, type Observable } from 'rxjs';
import { signedOut } from '../actions/session-actions.ts';
import { PresenceHttp } from '../connection/presence-http.ts';
import type { RequestError } from '../connection/request-error.ts';
import type { OnlineFilter } from './online-filter.ts';

/** One page that is wanted. */
export interface OnlinePageQuery extends OnlineFilter {
  /** Where the page before ended, as it said. */
  readonly cursor?: string;
  /** At most 10,000; default 1,000. */
  readonly limit?: number;
}

/**
 * Asking once who is online in the XMPP cluster; `followOnlineUsers` keeps the answer right. Both calls fail with a `RequestError`: NO_SOURCE (no cluster is
 * configured), REPLICA_NOT_READY (with `retryAfterSeconds`), UNREACHABLE, TIMEOUT.
 */
export class OnlineService {
  private readonly http = inject(PresenceHttp);
  private readonly store = inject(Store);

  /** `GET /api/online/count`: users, sessions and both for each host. For everybody who is signed in. */
  count(): Observable<OnlineCountResponse> {
    return this.ask(this.http.get('online/count', decodeOnlineCountResponse));
  }

  /**
   * `GET /api/online`: one page, ordered by host and name. As it names people it needs a permission (`selectMaySeeOnline`), else NOT_ALLOWED. BAD_REQUEST
   * where the cursor is not one of the server's, or the filter can fit nobody. Unsubscribing abandons it.
   */
  list({ cursor, limit = DEFAULT_ONLINE_LIMIT, ...filter }: OnlinePageQuery = {}): Observable<OnlineResponse> {
    const query = { ...filter, ...(cursor === undefined ? {} : { cursor }), limit };
    return this.ask(this.http.get('online', decodeOnlineResponse, query));
  }

  private ask<T>(call: Observable<T>): Observable<T> {
    return this.http.whileSomebodyWaits(call).pipe(
      catchError((error: RequestError) => {
        if (error.status === 401) this.store.dispatch(signedOut({ reason: 'NOT_SIGNED_IN' }));
        return throwError(() => error);
      }),
    );
  }
}
