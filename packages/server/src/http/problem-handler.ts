import { PROBLEM_STATUS, type ProblemCode } from '@lampfield/protocol';
import type { ErrorRequestHandler } from 'express';
import { AuthUnavailableError } from '../ports/authenticator.ts';
import { DirectoryUnavailableError } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import { ProblemError, sendProblem } from './problem.ts';

/** That no source is configured is nothing that went wrong, and of one that cannot tell what it should the log has its own line. */
const TOLD_ELSEWHERE: readonly ProblemCode[] = ['NO_SOURCE', 'REPLICA_NOT_READY', 'CALENDAR_UNAVAILABLE'];

/** What libraries attach to their errors. */
interface LibraryError {
  readonly type?: unknown;
  readonly status?: unknown;
}

/**
 * Turns every error into a problem with a stable code. What went wrong inside is for the log, never for the caller.
 */
export function problemHandler(log: Log): ErrorRequestHandler {
  // Express tells an error handler from the others by its four parameters.
  // eslint-disable-next-line @typescript-eslint/max-params
  return (error: unknown, _req, res, _next) => {
    const problem = toProblem(error);
    if (PROBLEM_STATUS[problem.code] >= 500 && !TOLD_ELSEWHERE.includes(problem.code)) {
      const level = problem.code === 'INTERNAL' ? 'error' : 'warn';
      log[level]({ err: error, route: res.locals['route'] as unknown, code: problem.code }, 'a call failed');
    }
    if (res.headersSent) res.destroy();
    else sendProblem(res, problem.code, problem.details);
  };
}

/** Failures of `body-parser`, by its own names. */
const BODY_PROBLEMS: Readonly<Record<string, ProblemError>> = {
  'entity.too.large': new ProblemError('BODY_TOO_LARGE', { detail: 'expected a body of at most 4 MiB' }),
  'entity.parse.failed': new ProblemError('INVALID_JSON', { detail: 'expected a body of JSON' }),
  'charset.unsupported': new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: 'expected JSON in UTF-8' }),
  'encoding.unsupported': new ProblemError('UNSUPPORTED_MEDIA_TYPE', {
    detail: 'expected Content-Encoding gzip, deflate, br or none',
  }),
  'request.aborted': new ProblemError('BAD_REQUEST', { detail: 'expected the whole body' }),
  'request.size.invalid': new ProblemError('BAD_REQUEST', { detail: 'expected a body as long as Content-Length says' }),
};

function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DirectoryUnavailableError) return new ProblemError('DIRECTORY_UNAVAILABLE');
  if (error instanceof AuthUnavailableError) return new ProblemError('AUTH_UNAVAILABLE');
  const { type, status } = (error ?? {}) as LibraryError;
  return (typeof type === 'string' ? BODY_PROBLEMS[type] : undefined) ?? problemOfStatus(status);
}

function problemOfStatus(status: unknown): ProblemError {
  if (status === 404) return new ProblemError('NOT_FOUND');
  // Broken percent-encoding, a range that is none, a damaged compressed body.
  const isCallersFault = typeof status === 'number' && status >= 400 && status < 500;
  return isCallersFault
    ? new ProblemError('BAD_REQUEST', { detail: 'expected a well-formed request' })
    : new ProblemError('INTERNAL');
}
