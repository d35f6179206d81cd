import { HttpErrorResponse, HttpResponse, type HttpBackend, type HttpEvent, type HttpRequest } from '@angular/common/http';
import { Observable, type Subscriber } from 'rxjs';
import type { Line, Outcome } from './line.ts';

const API = '/api/';

/** Angular's way out to the network, which is a line. */
export class LineHttp implements Pick<HttpBackend, 'handle'> {
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return new Observable((subscriber) => {
      const path = request.url.slice(request.url.indexOf(API) + API.length);
      const body = JSON.stringify(request.body ?? null);
      this.#line.send(path, { body, query: request.params.get('search') ?? '' }, (outcome) => {
        settle(subscriber, outcome);
      });
    });
  }
}

function settle(subscriber: Subscriber<HttpEvent<unknown>>, outcome: Outcome): void {
  if (outcome === 'UNREACHABLE') {
    subscriber.error(new HttpErrorResponse({ status: 0 }));
    return;
  }
  const body: unknown = JSON.parse(outcome.body);
  if (outcome.status >= 400) {
    subscriber.error(new HttpErrorResponse({ status: outcome.status, error: body }));
    return;
  }
  subscriber.next(new HttpResponse({ status: outcome.status, body }));
  subscriber.complete();
}
