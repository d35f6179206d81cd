import type { Clock } from '../ports/clock.ts';
import { LdapTimeoutError } from './ldap-errors.ts';

/** How long something may take, by which clock, and what it is called in the error. */
export interface Deadline {
  readonly clock: Clock;
  readonly seconds: number;
  readonly what: string;
}

/**
 * Runs work with a signal that aborts when the deadline is over (reason: {@link LdapTimeoutError}) or the caller's signal does. The promise rejects at that
 * moment, whether or not the work heeds its signal.
 */
export async function withDeadline<T>(
  deadline: Deadline,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const timeout = new AbortController();
  const timer = deadline.clock.startTimer(deadline.seconds * 1000, () => {
    timeout.abort(new LdapTimeoutError(`${deadline.what} took longer than ${String(deadline.seconds)} s`));
  });
  try {
    const either = AbortSignal.any([signal, timeout.signal]);
    return await untilAborted(work(either), either);
  } finally {
    timer.cancel();
  }
}

/** The promise, or the signal's reason if that comes first. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) onAbort();
  });
}
