import type { RequestHandler } from 'express';
import type { CallerRules } from '../ports/caller-rules.ts';
import { ProblemError } from './problem.ts';

/** Refuses requests that call the server by a name it does not have (DNS rebinding). */
export function requireKnownHost(rules: CallerRules): RequestHandler {
  return (req, _res, next) => {
    if (rules.isKnownHost(req.headers.host)) {
      next();
      return;
    }
    throw new ProblemError('UNKNOWN_HOST', {
      detail: 'expected a Host that this server is known by; see server.publicUrl and server.allowedHosts',
    });
  };
}

/** Refuses calls that a browser makes for another site's page. */
export function requireOwnOrigin(rules: CallerRules): RequestHandler {
  return (req, _res, next) => {
    const isForeign = !rules.isOwnOrigin(req.headers.origin, req.headers.host) || req.headers['sec-fetch-site'] === 'cross-site';
    next(isForeign ? new ProblemError('FOREIGN_ORIGIN', { detail: 'expected a page of this server' }) : undefined);
  };
}
