import { randomUUID } from 'node:crypto';
import type { Chance, Clock, Timer } from './ports/clock.ts';

/** The machine's own time: the only place of the server that reads it. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  startTimer: (delayMs, callback) => cancelled(setTimeout(callback, delayMs).unref(), clearTimeout),
  startTick: (callback) => cancelled(setImmediate(callback), clearImmediate),
};

/** The machine's own chance; not for secrets. */
export const systemChance: Chance = { next: () => Math.random() };

/** A name that nothing else has had. */
export function newEpoch(): string {
  return randomUUID();
}

function cancelled<H>(handle: H, cancel: (handle: H) => void): Timer {
  return {
    cancel: () => {
      cancel(handle);
    },
  };
}
