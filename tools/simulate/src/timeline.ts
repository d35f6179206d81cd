import type { ManualClock } from '@lampfield/server/testing';

interface Entry {
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
}

/** What happened in a world, for whoever reads why it broke. Worlds are run without one and run again, the same, when they break. */
export class Timeline {
  readonly #time: ManualClock;
  readonly #isKept: boolean;
  readonly #entries: Entry[] = [];

  constructor(time: ManualClock, isKept: boolean) {
    this.#time = time;
    this.#isKept = isKept;
  }

  add(who: string, what: string): void {
    if (!this.#isKept) return;
    this.#entries.push({ atMs: this.#time.monotonicMs(), who, what });
  }

  /** One line for each entry: seconds since the start, who, what. */
  toString(): string {
    return this.#entries
      .map(({ atMs, who, what }) => `${(atMs / 1000).toFixed(3).padStart(10)} s  ${who.padEnd(9)} ${what}`)
      .join('\n');
  }
}
