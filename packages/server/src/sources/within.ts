import type { Clock } from '../ports/clock.ts';

/**
 * Settles with work that never rejects, but not later than this: what is said goodbye to may not answer any more, and the server has to end in time.
 *
 * @param mostMs milliseconds
 */
export function within(clock: Pick<Clock, 'startTimer'>, mostMs: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.startTimer(mostMs, resolve);
    void work.then(() => {
      timer.cancel();
      resolve();
    });
  });
}
