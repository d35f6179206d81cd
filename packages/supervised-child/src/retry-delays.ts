import type { Chance } from './surroundings.ts';

/** How long to wait after a trouble, milliseconds: `firstMs` after the first, twice as long after each further one of the same kind, at most `mostMs`. */
export interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** What it is multiplied with lies between these, so that several programs do not try at the same moment. */
const LEAST_FACTOR = 0.75;
const FACTOR_RANGE = 0.5;

/** How long to wait after a trouble before the next try; by its kind, because a try costs something different each. */
export class RetryDelays<Code extends string> {
  readonly #paces: Readonly<Record<Code, Pace>>;
  readonly #chance: Chance;
  #lastCode: Code | undefined;
  #triesOfCode = 0;

  constructor(paces: Readonly<Record<Code, Pace>>, chance: Chance) {
    this.#paces = paces;
    this.#chance = chance;
  }

  /** Milliseconds until the next try. */
  nextMs(code: Code): number {
    this.#triesOfCode = code === this.#lastCode ? this.#triesOfCode + 1 : 0;
    this.#lastCode = code;
    const { firstMs, mostMs } = this.#paces[code];
    return Math.min(firstMs * 2 ** this.#triesOfCode, mostMs) * (LEAST_FACTOR + FACTOR_RANGE * this.#chance.next());
  }

  /** It has been well for a while: the next trouble is a first one again. */
  forget(): void {
    this.#lastCode = undefined;
  }
}
