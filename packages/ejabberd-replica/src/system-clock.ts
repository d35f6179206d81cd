import type { Chance, Clock } from '@lampfield/supervised-child';

/** The machine's own time, for the command line: its timers keep the process alive, for there may be nothing else that does. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  startTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** The machine's own chance; not for secrets. */
export const systemChance: Chance = { next: () => Math.random() };
