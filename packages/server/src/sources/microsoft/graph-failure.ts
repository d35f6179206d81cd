import { findRetryAfterMs, saysTooMuch } from '../web/retry-after.ts';
import { ServiceFailure, type FailureKind } from '../web/service-failure.ts';
import type { WebAnswer } from '../web/web-caller.ts';
import { fieldOf, readJson, textOf } from '../documents/json-fields.ts';

/** Graph refused a call as a whole. */
export class GraphFailure extends ServiceFailure {
  readonly status: number;
  /** Its own word for why (`error.code`); undefined when it gave none that is a word. */
  readonly code: string | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    more: { status: number; code: string | undefined; retryAfterMs?: number | undefined },
  ) {
    super(kind, message, { retryAfterMs: more.retryAfterMs });
    this.status = more.status;
    this.code = more.code;
  }
}

/** What a call needs, in words for the operator. */
export interface CallNeeds {
  /** What the call is for, as in "reading free and busy times". */
  readonly purpose: string;
  /** The least application permission it needs, and what else may keep it out. */
  readonly permission: string;
  /** What a 404 means. */
  readonly notFound: string;
}

/** Says what a status other than 200 means. Messages of Graph are left out: they name people. */
export function describeGraphRefusal(answer: WebAnswer, needs: CallNeeds, wallMs: number): GraphFailure {
  const { status } = answer;
  const code = codeOf(answer.body);
  const named = `${needs.purpose}: Graph answers ${String(status)}${code === undefined ? '' : ` (${code})`}`;
  const retryAfterMs = findRetryAfterMs(answer, wallMs);
  // Exchange behind Graph has a word of its own for it.
  if (saysTooMuch(answer, retryAfterMs) || code?.toLowerCase() === 'applicationthrottled') {
    return new GraphFailure('throttled', `${named}, it is asked for too much`, { status, code, retryAfterMs });
  }
  const meaning = meaningOf(status, needs);
  if (meaning === undefined) return new GraphFailure('lost', named, { status, code });
  return new GraphFailure('refused', `${named}: ${meaning}`, { status, code });
}

function meaningOf(status: number, { permission, notFound }: CallNeeds): string | undefined {
  if (status === 401) return 'it does not take the token that was just made for it; does endpoint belong to authority?';
  if (status === 403) return `the app needs ${permission}`;
  if (status === 404) return notFound;
  // A 400 is not: one odd id may be the reason, and others are to be asked about without it.
  return status >= 300 && status < 400 ? 'endpoint is not the address of Graph itself' : undefined;
}

function codeOf(body: string): string | undefined {
  const code = textOf(fieldOf(readJson(body), 'error'), 'code');
  return code !== undefined && /^[\w.:-]{1,80}$/.test(code) ? code : undefined;
}
