import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { firstValueFrom, NEVER, timeout } from 'rxjs';
import { isWorthRetrying, RequestError, toRequestError } from './request-error.ts';

const answer = (status: number, error: unknown) => new HttpErrorResponse({ status, error });

describe('the error of a request', () => {
  it.each([
    ['no network', answer(0, new ProgressEvent('error')), 'UNREACHABLE', 0],
    ['a problem with a code', answer(503, { code: 'DIRECTORY_UNAVAILABLE' }), 'DIRECTORY_UNAVAILABLE', 503],
    ['a problem that arrived as text', answer(403, '{"code":"CSRF"}'), 'CSRF', 403],
    ['a code nobody knows', answer(418, { code: 'TEAPOT' }), 'UNEXPECTED', 418],
    ['the name of a method as a code', answer(400, { code: 'toString' }), 'UNEXPECTED', 400],
    ['a page of a proxy', answer(502, '<html>Bad gateway</html>'), 'UNEXPECTED', 502],
    ['a 401 of a proxy', answer(401, '<html>Sign in</html>'), 'NOT_SIGNED_IN', 401],
    ['an answer that is not JSON', answer(200, { text: 'hello' }), 'UNREADABLE', 200],
    ['a body that is nothing', answer(500, null), 'UNEXPECTED', 500],
    ['something else that was thrown', new Error('bug'), 'UNEXPECTED', 0],
  ])('names %s', (_, thrown, ...[code, status]) => {
    expect(toRequestError(thrown)).toMatchObject({ name: 'RequestError', code, status });
  });

  it('names a timeout', async () => {
    const error: unknown = await firstValueFrom(NEVER.pipe(timeout({ first: 0 }))).catch((thrown: unknown) => thrown);
    expect(toRequestError(error)).toMatchObject({ code: 'TIMEOUT', status: 0 });
  });

  it('passes on what the server explains, and how long it wants to be left alone', () => {
    const error = toRequestError(
      answer(429, { code: 'TOO_MANY_REQUESTS', detail: 'ten searches a second', retryAfterSeconds: 3 }),
    );
    expect(error).toMatchObject({ message: 'ten searches a second', retryAfterSeconds: 3 });
    expect(toRequestError(answer(400, { code: 'BAD_REQUEST', title: 'Bad request' })).message).toBe('Bad request');
    expect(toRequestError(answer(400, { code: 'BAD_REQUEST', retryAfterSeconds: 'soon' })).retryAfterSeconds).toBeUndefined();
  });

  it.each([
    ['30', 30],
    ['0', 0],
    ['-1', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('takes the wait that a proxy asks for by Retry-After: %s', (header, expected) => {
    const refused = new HttpErrorResponse({
      status: 429,
      error: 'slow down',
      headers: new HttpHeaders({ 'Retry-After': header }),
    });
    expect(toRequestError(refused).retryAfterSeconds).toBe(expected);
  });

  it('stays what it is', () => {
    const error = new RequestError({ code: 'UNREADABLE', status: 200 });
    expect(toRequestError(error)).toBe(error);
  });

  it.each([
    [0, true],
    [400, false],
    [401, false],
    [403, false],
    [408, true],
    [413, false],
    [429, true],
    [500, true],
    [503, true],
  ])('of status %i is worth another try: %s', (status, expected) => {
    expect(isWorthRetrying(new RequestError({ code: 'UNEXPECTED', status }))).toBe(expected);
  });
});
