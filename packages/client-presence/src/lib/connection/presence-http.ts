import { HttpClient, HttpXsrfTokenExtractor } from '@angular/common/http';
import { inject } from '@angular/core';
import type { Decoder } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { catchError, defer, map, throwError, timeout, type Observable } from 'rxjs';
import { unreadableReceived } from '../actions/socket-actions.ts';
import { PATIENCE_MS } from '../intervals/retry-intervals.ts';
import { PRESENCE_OPTIONS } from '../presence-options.ts';
import { selectSession } from '../state/select-session.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { RequestError, toRequestError } from './request-error.ts';

/** A query of a GET; numbers are sent as decimal text. */
export type Query = Readonly<Record<string, string | number>>;

const XSRF_HEADER = 'X-XSRF-TOKEN';

/**
 * The only door to the server's HTTP API: paths below the base path (relative ones, as Angular adds its token to no others), answers
 * decoded, every failure a {@link RequestError}.
 */
export class PresenceHttp {
  private readonly http = inject(HttpClient);
  private readonly options = inject(PRESENCE_OPTIONS);
  private readonly store = inject(Store);
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly session = this.store.selectSignal(selectSession);

  /** A safe call. */
  get<T>(path: string, decode: Decoder<T>, query: Query = {}): Observable<T> {
    return this.http.get<unknown>(this.urlOf(path), { params: query }).pipe(
      map((body) => this.decoded(path, decode, body)),
      catchError(failed),
    );
  }

  /** An unsafe call with an answer. */
  post<T>(path: string, body: object, decode: Decoder<T>): Observable<T> {
    return this.send(path, body).pipe(
      map((answer) => this.decoded(path, decode, answer)),
      catchError(failed),
    );
  }

  /** An unsafe call without an answer (204). */
  postForNothing(path: string, body: object): Observable<void> {
    return this.send(path, body).pipe(
      map(() => undefined),
      catchError(failed),
    );
  }

  /** A call that a person waits for: fails with TIMEOUT when there is no answer after {@link PATIENCE_MS}. */
  whileSomebodyWaits<T>(call: Observable<T>): Observable<T> {
    return call.pipe(timeout({ first: PATIENCE_MS, scheduler: this.clock.scheduler }), catchError(failed));
  }

  private send(path: string, body: object): Observable<unknown> {
    return defer(() => this.http.post<unknown>(this.urlOf(path), body, { headers: this.headers() }));
  }

  /** Angular sends the cookie's token; where the cookie cannot be read, the one of the last reload stands in. */
  private headers(): Record<string, string> {
    const { csrfToken } = this.session();
    return csrfToken !== null && this.xsrf.getToken() === null ? { [XSRF_HEADER]: csrfToken } : {};
  }

  private decoded<T>(path: string, decode: Decoder<T>, body: unknown): T {
    const result = decode(body);
    if (result.ok) return result.value;
    this.store.dispatch(unreadableReceived({ what: path, path: result.path, expected: result.expected }));
    throw new RequestError({ code: 'UNREADABLE', status: 200, detail: `${path}: ${result.path} is not ${result.expected}` });
  }

  /** The address of a call, for a browser that is to go there. */
  urlOf(path: string): string {
    return `${this.options.basePath}api/${path}`;
  }
}

function failed(error: unknown): Observable<never> {
  return throwError(() => toRequestError(error));
}
