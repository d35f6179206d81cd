import { HttpErrorResponse } from '@angular/common/http';
import { PROBLEM_STATUS, type ProblemCode } from '@lampfield/protocol';
import { TimeoutError } from 'rxjs';

/**
 * Why a request failed: the server's own code, or UNREACHABLE (no answer), TIMEOUT (none in time), UNREADABLE (not what the
 * protocol says), UNEXPECTED (an error without a code).
 */
export type RequestErrorCode = ProblemCode | 'UNREACHABLE' | 'TIMEOUT' | 'UNREADABLE' | 'UNEXPECTED';

/** What is known about a failed request. */
export interface RequestErrorFields {
  readonly code: RequestErrorCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The server's explanation, for a person. */
  readonly detail?: string;
  /** How long the server wants to be left alone; seconds. */
  readonly retryAfterSeconds?: number;
}

/** The only error that the services of this package emit. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** How long the server wants to be left alone, seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: RequestErrorFields) {
    super(fields.detail ?? fields.code);
    this.code = fields.code;
    this.status = fields.status;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

/** Turns whatever a request threw into a {@link RequestError}. */
export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof TimeoutError) return new RequestError({ code: 'TIMEOUT', status: 0 });
  if (error instanceof HttpErrorResponse) return fromAnswer(error);
  return new RequestError({ code: 'UNEXPECTED', status: 0 });
}

/** What an action tells of a failure: the code, and how long the server wants to be left alone if it said so. */
export function failureOf(error: unknown): { readonly code: RequestErrorCode; readonly retryAfterMs?: number } {
  const { code, retryAfterSeconds } = toRequestError(error);
  return retryAfterSeconds === undefined ? { code } : { code, retryAfterMs: retryAfterSeconds * 1000 };
}

/** True where the same request may succeed later: no answer, none in time, overload, or a server that is out of order. */
export function isWorthRetrying(error: RequestError): boolean {
  return error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500;
}

function fromAnswer(answer: HttpErrorResponse): RequestError {
  if (answer.status === 0) return new RequestError({ code: 'UNREACHABLE', status: 0 });
  // A 2xx that arrives as an error is a body that was not JSON.
  if (answer.status >= 200 && answer.status < 300) return new RequestError({ code: 'UNREADABLE', status: answer.status });
  const problem = problemOf(answer.error);
  const detail = text(problem['detail']) ?? text(problem['title']);
  const retryAfterSeconds = secondsOf(problem['retryAfterSeconds']) ?? secondsOf(answer.headers.get('Retry-After'));
  return new RequestError({
    code: codeOf(problem['code'], answer.status),
    status: answer.status,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** An error without a problem body (from a proxy, say) still means signed out when it is a 401. */
function codeOf(code: unknown, status: number): RequestErrorCode {
  if (typeof code === 'string' && Object.hasOwn(PROBLEM_STATUS, code)) return code as ProblemCode;
  return status === PROBLEM_STATUS.NOT_SIGNED_IN ? 'NOT_SIGNED_IN' : 'UNEXPECTED';
}

/** A wait as our server says it, or as a proxy before it does (`Retry-After: 30`); its other form, a date, is left alone. */
function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && Number.isFinite(seconds) ? seconds : undefined;
}

function problemOf(body: unknown): Readonly<Record<string, unknown>> {
  const parsed = typeof body === 'string' ? parse(body) : body;
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
