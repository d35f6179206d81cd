import type { RequestHandler } from 'express';
import type { HttpDeps } from './http-deps.ts';

/** Counts every answered call and writes a debug line about it: the route, never the query, the body or a header. */
export function requestLog({ clock, log, metrics }: Pick<HttpDeps, 'clock' | 'log' | 'metrics'>): RequestHandler {
  return (req, res, next) => {
    const startedAtMs = clock.monotonicMs();
    res.once('close', () => {
      const durationMs = clock.monotonicMs() - startedAtMs;
      const route = (res.locals['route'] as string | undefined) ?? 'other';
      const call = { method: knownMethod(req.method), route, status: res.statusCode, durationMs };
      metrics.observeHttp(call);
      log.debug({ ...call, ...(!res.writableFinished && { isAborted: true }) }, 'call');
    });
    next();
  };
}

/** Labels must stay few, whatever a caller invents. */
function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'OTHER';
}
