import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RequestHandler } from 'express';
import { ProblemError } from './problem.ts';
import { getSession } from './session-guard.ts';

/**
 * Lets each user make so many calls of one kind in a second, over all his sessions.
 *
 * @param what the calls, in the plural, for the answer to those who make more
 */
export function limitCalls(callsPerSecond: number, what: string): RequestHandler {
  const limiter = new RateLimiterMemory({ points: callsPerSecond, duration: 1 });
  return async (_req, res, next) => {
    try {
      await limiter.consume(getSession(res).username);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const detail = `expected at most ${String(callsPerSecond)} ${what} a second`;
      throw new ProblemError('TOO_MANY_REQUESTS', {
        detail,
        retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
    next();
  };
}
