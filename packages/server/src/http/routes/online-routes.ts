import type { RequestHandler } from 'express';
import type { OnlineRefusal } from '../../ports/online-doors.ts';
import type { HttpDeps } from '../http-deps.ts';
import { decodeProblem, ProblemError, type ProblemDetails } from '../problem.ts';
import { getSession } from '../session-guard.ts';
import { readOnlineRequest } from './online-request.ts';

type Online = Pick<HttpDeps, 'online'>;

/** Pages one user may ask for in a second: a million users in the largest pages take five. The heaviest answer that there is. */
export const ONLINE_PAGES_PER_SECOND = 20;

/** When somebody may ask again who is online; a copy loads within seconds. */
const RETRY_AFTER_SECONDS = 2;

const REFUSALS: Readonly<Record<OnlineRefusal, ProblemDetails>> = {
  NO_SOURCE: { detail: 'no XMPP cluster is configured' },
  NOT_ALLOWED: { detail: 'expected a user who may see who is online; see roles and permissions.online' },
  REPLICA_NOT_READY: {
    detail: 'who is online is not known until it has been loaded from the XMPP cluster',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  },
};

/** Lets only calls through that can be told the list: before a mistake in them is worth a word. */
export function requireOnlineList({ online }: Online): RequestHandler {
  return (_req, res, next) => {
    const refusal = online.findRefusal(getSession(res).username);
    if (refusal !== undefined) throw problemOf(refusal);
    next();
  };
}

/** `GET /api/online`: one page of who is online in the XMPP cluster. */
export function listOnline({ online }: Online): RequestHandler {
  return (req, res) => {
    const page = online.list(getSession(res).username, readOnlineRequest(req));
    if (page === 'BAD_CURSOR') throw decodeProblem({ path: 'cursor', expected: 'a cursor as the page before gave it' });
    if (typeof page === 'string') throw problemOf(page);
    res.json(page);
  };
}

/** `GET /api/online/count`: how many are online. */
export function countOnline({ online }: Online): RequestHandler {
  return (_req, res) => {
    const count = online.count();
    if (typeof count === 'string') throw problemOf(count);
    res.json(count);
  };
}

function problemOf(refusal: OnlineRefusal): ProblemError {
  return new ProblemError(refusal, REFUSALS[refusal]);
}
