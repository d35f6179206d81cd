import type { ReplicaClock, ReplicaSurroundings } from './surroundings.ts';

/** The machine's own time, for the command line: its timers keep the process alive, for there may be nothing else that does. */
export const systemClock: ReplicaClock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  startTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** The machine's own chance; not for secrets. */
export const systemChance: ReplicaSurroundings['chance'] = { next: () => Math.random() };
