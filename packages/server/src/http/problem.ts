import { STATUS_CODES } from 'node:http';
import { PROBLEM_STATUS, type DecodeFailure, type Problem, type ProblemCode } from '@lampfield/protocol';
import type { Response } from 'express';

/** What an answer says beyond its code. */
export type ProblemDetails = Pick<Problem, 'detail' | 'path' | 'retryAfterSeconds'>;

/** Thrown by a handler to answer with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? code);
    this.code = code;
    this.details = details;
  }
}

/** The problem of a body or parameter that could not be decoded: where, and what was expected. */
export function decodeProblem({ path, expected }: Pick<DecodeFailure, 'path' | 'expected'>): ProblemError {
  return new ProblemError('BAD_REQUEST', { detail: `expected ${expected}`, ...(path !== '' && { path }) });
}

/** Answers with problem+json (RFC 9457). */
export function sendProblem(res: Response, code: ProblemCode, details: ProblemDetails = {}): void {
  const status = PROBLEM_STATUS[code];
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? code, status, code, ...details };
  if (details.retryAfterSeconds !== undefined) res.set('Retry-After', String(details.retryAfterSeconds));
  // As bytes: the media type has no charset parameter, and Express would add one to text.
  res
    .status(status)
    .set({ 'Cache-Control': 'no-store', 'Content-Type': 'application/problem+json' })
    .send(Buffer.from(JSON.stringify(problem)));
}
