import { decodeOnlineWatchAck, PROBLEM_STATUS, type ProblemCode } from '@lampfield/protocol';
import { RequestError, toRequestError, type RequestErrorCode } from '../connection/request-error.ts';

/** Why the list cannot be had. */
export interface OnlineProblem {
  readonly code: RequestErrorCode;
  /** How long the server wants to be left alone; milliseconds, null where it does not say. */
  readonly retryAfterMs: number | null;
}

/** Codes after which nothing that was known counts any more: the server has no list, or none for this user. */
const VOIDING_CODES: readonly RequestErrorCode[] = ['REPLICA_NOT_READY', 'NO_SOURCE', 'NOT_ALLOWED'];

/** Codes that asking again on the same connection will not change: the server has to be configured anew, or somebody else to sign in. */
const FINAL_CODES: readonly RequestErrorCode[] = ['NO_SOURCE', 'NOT_ALLOWED', 'NOT_SIGNED_IN'];

/** What a failed request means for the list. */
export function toOnlineProblem(error: unknown): OnlineProblem {
  const { code, retryAfterSeconds } = toRequestError(error);
  return { code, retryAfterMs: retryAfterSeconds === undefined ? null : retryAfterSeconds * 1000 };
}

/** See {@link VOIDING_CODES}. */
export function isVoiding({ code }: OnlineProblem): boolean {
  return VOIDING_CODES.includes(code);
}

/** See {@link FINAL_CODES}. */
export function isFinal({ code }: OnlineProblem): boolean {
  return FINAL_CODES.includes(code);
}

/** Throws a `RequestError` unless the server acknowledged that it tells who comes and goes. */
export function assertWatched(acknowledgement: unknown): void {
  const ack = decodeOnlineWatchAck(acknowledgement);
  if (!ack.ok) throw new RequestError({ code: 'UNREADABLE', status: 200 });
  if (ack.value.ok) return;
  const code = ack.value.code ?? '';
  const known = isProblemCode(code) ? code : 'UNEXPECTED';
  throw new RequestError({ code: known, status: known === 'UNEXPECTED' ? 0 : PROBLEM_STATUS[known] });
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_STATUS, code);
}
