import { inject } from '@angular/core';
import { decodeSearchResponse, DEFAULT_SEARCH_LIMIT, type SearchResponse } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { catchError, tap, throwError, type Observable } from 'rxjs';
import { signedOut } from '../actions/session-actions.ts';
import { searchAnswered } from '../actions/store-actions.ts';
import { contactPresenceIds } from '../state/select-presence.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { PresenceHttp } from './presence-http.ts';
import type { RequestError } from './request-error.ts';

/** Searching the directories. */
export class DirectoryService {
  private readonly http = inject(PresenceHttp);
  private readonly store = inject(Store);
  private readonly clock = inject(PRESENCE_CLOCK);

  /**
   * `GET /api/search`. Everything found is claimed and at once sent as a keep-alive; a component that goes on showing it has to keep it
   * alive (`keepPresencesAlive`). Unsubscribing abandons the search. Fails with a `RequestError`: UNKNOWN_DIRECTORY, BAD_REQUEST,
   * TOO_MANY_REQUESTS (with `retryAfterSeconds`), DIRECTORY_UNAVAILABLE, UNREACHABLE, TIMEOUT.
   * @param limit at most 200
   */
  search(dirId: string, query: string, limit = DEFAULT_SEARCH_LIMIT): Observable<SearchResponse> {
    return this.http.whileSomebodyWaits(this.http.get('search', decodeSearchResponse, { dirId, search: query, limit })).pipe(
      tap(({ contacts }) => {
        const ids = [...new Set(contacts.flatMap(contactPresenceIds))];
        if (ids.length > 0) this.store.dispatch(searchAnswered({ ids, now: this.clock.now() }));
      }),
      catchError((error: RequestError) => {
        if (error.status === 401) this.store.dispatch(signedOut({ reason: 'NOT_SIGNED_IN' }));
        return throwError(() => error);
      }),
    );
  }
}
