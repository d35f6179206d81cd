import { createSeededChance, pickOne, type Chance } from '@lampfield/server/testing';

/** Chance in the forms a world needs it. The same seed rolls the same, on every machine. */
export class Dice implements Chance {
  readonly #chance: Chance;

  constructor(seed: number) {
    this.#chance = createSeededChance(seed);
  }

  next(): number {
    return this.#chance.next();
  }

  /** True as often as the ratio (0 to 1) says. */
  happens(ratio: number): boolean {
    return this.#chance.next() < ratio;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#chance.next() * (most - least + 1));
  }

  /** A delay of a memoryless process: mostly short, now and then long, on average the mean; whole milliseconds, at most five means. */
  aboutMs(meanMs: number): number {
    return Math.round(Math.min(-Math.log(1 - this.#chance.next()), 5) * meanMs);
  }

  /** One of them, each as likely as the other. */
  pick<T>(items: readonly T[]): T {
    return pickOne(items, this.#chance);
  }

  /** One of them, as likely as its weight. */
  pickWeighted<T>(choices: readonly { readonly weight: number; readonly value: T }[]): T {
    const total = choices.reduce((sum, { weight }) => sum + weight, 0);
    let rest = this.#chance.next() * total;
    const chosen = choices.find(({ weight }) => (rest -= weight) < 0) ?? choices.at(-1);
    if (chosen === undefined) throw new RangeError('There is nothing to pick from');
    return chosen.value;
  }
}
