import { decodeBulkUpdateRequest, decodeForcePushRequest, type ForcePushResponse } from '@lampfield/protocol';
import type { RequestHandler } from 'express';
import type { HttpDeps } from '../http-deps.ts';
import { getBody, refuseTooMany } from '../json-body.ts';
import { ProblemError } from '../problem.ts';
import { getSession } from '../session-guard.ts';

type Doors = Pick<HttpDeps, 'doors'>;

/** `POST /api/presence/bulkUpdateSubscription`: the keep-alive. */
export function bulkUpdateSubscription({ doors }: Doors): RequestHandler {
  return async (req, res) => {
    refuseTooMany(req.body, 'items');
    const { items } = getBody(req, decodeBulkUpdateRequest);
    res.json(await doors.keepAlive(getSession(res).username, items));
  };
}

/** `POST /api/presence/forcePushPresenceItems`: pushes again what the caller watches; without a body, all of it. */
export function forcePushPresenceItems({ doors }: Doors): RequestHandler {
  return async (req, res) => {
    req.body ??= {};
    refuseTooMany(req.body, 'ids');
    const { ids } = getBody(req, decodeForcePushRequest);
    const answer: ForcePushResponse = { pushed: await doors.forcePush(getSession(res).username, ids) };
    res.status(202).json(answer);
  };
}

/** `GET /api/presence/subscriptions/:id`: one subscription that the caller watches, explained. */
export function diagnoseSubscription({ doors }: Doors): RequestHandler {
  return (req, res) => {
    const diagnosis = doors.diagnose(getSession(res).username, String(req.params['id']));
    if (diagnosis === undefined) throw new ProblemError('NOT_SUBSCRIBED');
    res.json(diagnosis);
  };
}
