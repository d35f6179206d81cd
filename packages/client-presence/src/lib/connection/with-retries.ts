import type { PresenceTimes } from '@lampfield/protocol';
import { catchError, defer, retry, throwError, timeout, timer, type MonoTypeOperatorFunction } from 'rxjs';
import { ageMs } from '../intervals/instant.ts';
import { askedRetryDelayMs, askedWaitMs, MAX_RETRIES, requestTimeoutMs, retryIntervalMs } from '../intervals/retry-intervals.ts';
import type { PresenceClock } from '../system-clock.ts';
import { isWorthRetrying, toRequestError, type RequestError } from './request-error.ts';

/**
 * Tries a request again as the round's arithmetic allows: each try has its timeout, what cannot succeed is not repeated, and a server that
 * says how long it wants to be left alone (429 with `Retry-After`) is left alone for so long.
 */
export function withRetries<T>(profile: PresenceTimes, clock: PresenceClock): MonoTypeOperatorFunction<T> {
  const { scheduler } = clock;
  return (request) =>
    defer(() => {
      const startedAt = clock.now();
      const findDelayMs = ({ retryAfterSeconds }: RequestError): number | null => {
        if (retryAfterSeconds === undefined) return retryIntervalMs(profile);
        const waitMs = askedWaitMs(retryAfterSeconds * 1000, clock.chance());
        return askedRetryDelayMs(profile, waitMs, ageMs(startedAt, clock.now()));
      };
      return request.pipe(
        timeout({ first: requestTimeoutMs(profile), scheduler }),
        catchError((error: unknown) => throwError(() => toRequestError(error))),
        retry({
          count: MAX_RETRIES,
          delay: (error: unknown) => {
            const failure = toRequestError(error);
            const delayMs = isWorthRetrying(failure) ? findDelayMs(failure) : null;
            return delayMs === null ? throwError(() => failure) : timer(delayMs, scheduler);
          },
        }),
      );
    });
}
