import type { RequestHandler } from 'express';
import { ProblemError } from '../problem.ts';

/** `GET /api/online` and `/api/online/count` where no source of type XMPP is configured that could tell. */
export const onlineWithoutSource: RequestHandler = () => {
  throw new ProblemError('NO_SOURCE', { detail: 'no XMPP cluster is configured' });
};
