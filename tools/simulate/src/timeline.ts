import type { ManualClock } from '@lampfield/server/testing';

interface Entry {
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
}

/** Entries that are kept: what came before says little about what broke. */
const MOST_ENTRIES = 400;

/** What happened in a world, for whoever reads why it broke. Worlds are run without one and run again, the same, when they break. */
export class Timeline {
  readonly #time: ManualClock;
  readonly #isKept: boolean;
  #entries: Entry[] = [];

  constructor(time: ManualClock, isKept: boolean) {
    this.#time = time;
    this.#isKept = isKept;
  }

  add(who: string, what: string): void {
    if (!this.#isKept) return;
    this.#entries.push({ atMs: this.#time.monotonicMs(), who, what });
    if (this.#entries.length > 2 * MOST_ENTRIES) this.#entries = this.#entries.slice(-MOST_ENTRIES);
  }

  /** The last entries, one a line: seconds since the start, who, what. */
  toString(): string {
    return this.#entries
      .slice(-MOST_ENTRIES)
      .map(({ atMs, who, what }) => `${(atMs / 1000).toFixed(3).padStart(10)} s  ${who.padEnd(9)} ${what}`)
      .join('\n');
  }
}
