import type { ReplicaTroubleCode } from '../replica-trouble.ts';

interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** By trouble, because a try costs something different each: an attempt with a wrong cookie is a line in ejabberd's log, a knock at a closed port is nothing. */
const PACES: Readonly<Record<ReplicaTroubleCode, Pace>> = {
  STARTING: { firstMs: 500, mostMs: 500 },
  NO_ERLANG: { firstMs: 60_000, mostMs: 60_000 },
  NO_COOKIE: { firstMs: 5000, mostMs: 60_000 },
  UNREACHABLE: { firstMs: 500, mostMs: 10_000 },
  REFUSED: { firstMs: 5000, mostMs: 120_000 },
  NAME_TAKEN: { firstMs: 2000, mostMs: 60_000 },
  OTHER_TABLE: { firstMs: 30_000, mostMs: 300_000 },
  JOIN_FAILED: { firstMs: 2000, mostMs: 60_000 },
  LOST: { firstMs: 250, mostMs: 10_000 },
  CHILD_ENDED: { firstMs: 500, mostMs: 30_000 },
};

/** What it is multiplied with lies between these, so that several replicas do not come at the same moment. */
const LEAST_FACTOR = 0.75;
const FACTOR_RANGE = 0.5;

/** How long to wait after a trouble before the next try: twice as long after each of the same kind, up to a bound. */
export class RetryDelays {
  readonly #chance: { next(): number };
  #lastCode: ReplicaTroubleCode | undefined;
  #triesOfCode = 0;

  constructor(chance: { next(): number }) {
    this.#chance = chance;
  }

  /** Milliseconds until the next try. */
  nextMs(code: ReplicaTroubleCode): number {
    this.#triesOfCode = code === this.#lastCode ? this.#triesOfCode + 1 : 0;
    this.#lastCode = code;
    const { firstMs, mostMs } = PACES[code];
    return Math.min(firstMs * 2 ** this.#triesOfCode, mostMs) * (LEAST_FACTOR + FACTOR_RANGE * this.#chance.next());
  }

  /** It has been well for a while: the next trouble is a first one again. */
  forget(): void {
    this.#lastCode = undefined;
  }
}
