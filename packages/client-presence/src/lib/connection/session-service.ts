import { inject } from '@angular/core';
import { decodeSignInMethod, type SignInMethod } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { catchError, of, tap, throwError, type Observable } from 'rxjs';
import { signedIn, signedOut } from '../actions/session-actions.ts';
import { PresenceHttp } from './presence-http.ts';
import type { RequestError } from './request-error.ts';

const PASSWORD: SignInMethod = { kind: 'PASSWORD' };

/** Signing in and out. */
export class SessionService {
  private readonly http = inject(PresenceHttp);
  private readonly store = inject(Store);

  /**
   * `GET /api/login/method`: with a password, or at another place. A server that does not know the call takes passwords. Fails with a `RequestError`
   * where it cannot be asked.
   */
  findSignInMethod(): Observable<SignInMethod> {
    return this.http
      .get('login/method', decodeSignInMethod)
      .pipe(catchError((error: RequestError) => (error.status === 404 ? of(PASSWORD) : throwError(() => error))));
  }

  /** The address of a call that a browser goes to as to a page: `signInPath` or `signOutPath` of the way to sign in. */
  urlOf(path: string): string {
    return this.http.urlOf(path);
  }

  /**
   * `POST /api/login`. When it succeeds, nothing of a user before is left in the store and the start-up chain begins. Fails with a
   * `RequestError`: INVALID_CREDENTIALS, TOO_MANY_REQUESTS (with `retryAfterSeconds`), AUTH_UNAVAILABLE, UNREACHABLE, TIMEOUT.
   */
  login(username: string, password: string): Observable<void> {
    return this.http.whileSomebodyWaits(this.http.postForNothing('login', { username, password })).pipe(
      tap(() => {
        this.store.dispatch(signedIn());
      }),
    );
  }

  /**
   * `POST /api/logout`. The store is cleared once the server has ended the session, or says that there is none. Fails with a
   * `RequestError`; the user is then still signed in, and has to know it.
   */
  logout(): Observable<void> {
    return this.http.whileSomebodyWaits(this.http.postForNothing('logout', {})).pipe(
      catchError((error: RequestError) => (error.status === 401 ? of(undefined) : throwError(() => error))),
      tap(() => {
        this.store.dispatch(signedOut({ reason: 'LOGOUT' }));
      }),
    );
  }
}
