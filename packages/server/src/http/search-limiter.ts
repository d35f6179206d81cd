import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RequestHandler } from 'express';
import { ProblemError } from './problem.ts';
import { getSession } from './session-guard.ts';

/** Lets each user search so many times in a second, over all his sessions. */
export function limitSearches(searchesPerSecond: number): RequestHandler {
  const limiter = new RateLimiterMemory({ points: searchesPerSecond, duration: 1 });
  return async (_req, res, next) => {
    try {
      await limiter.consume(getSession(res).username);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const detail = `expected at most ${String(searchesPerSecond)} searches a second`;
      throw new ProblemError('TOO_MANY_REQUESTS', {
        detail,
        retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
    next();
  };
}
