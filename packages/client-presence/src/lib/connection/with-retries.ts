import type { PresenceTimes } from '@lampfield/protocol';
import { catchError, retry, throwError, timeout, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_RETRIES, requestTimeoutMs, retryIntervalMs } from '../intervals/retry-intervals.ts';
import { isWorthRetrying, toRequestError } from './request-error.ts';

/** Tries a request again as the round's arithmetic allows: each try has its timeout, what cannot succeed is not repeated. */
export function withRetries<T>(profile: PresenceTimes, scheduler: SchedulerLike): MonoTypeOperatorFunction<T> {
  return (request) =>
    request.pipe(
      timeout({ first: requestTimeoutMs(profile), scheduler }),
      catchError((error: unknown) => throwError(() => toRequestError(error))),
      retry({
        count: MAX_RETRIES,
        delay: (error: unknown) => {
          const failure = toRequestError(error);
          return isWorthRetrying(failure) ? timer(retryIntervalMs(profile), scheduler) : throwError(() => failure);
        },
      }),
    );
}
