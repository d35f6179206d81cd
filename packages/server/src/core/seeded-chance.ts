import type { Chance } from '../ports/clock.ts';

/**
 * Chance that can be repeated: the same seed gives the same numbers, on every machine. It is Marsaglia's xorshift idea in the
 * "mulberry32" form: 32 bits of state, full period, good enough for demo people and simulated calls, useless for secrets.
 *
 * @param seed any number; only its lower 32 bits count
 */
export function createSeededChance(seed: number): Chance {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** One of the items, each as likely as the other. Throws when there is none. */
export function pickOne<T>(items: readonly T[], chance: Chance): T {
  const item = items[Math.floor(chance.next() * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to pick from');
  return item;
}
