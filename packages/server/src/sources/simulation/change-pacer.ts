import type { Chance } from '../../ports/clock.ts';

/** Changes that could not happen in time are made up for this long at most, so that no flood follows a pause; milliseconds. */
export const LONGEST_LAG_MS = 1000;

/**
 * Says when the next change is due so that there are `rate` of them a second on average: gaps are as long as the changes of the
 * event before them, give or take half (uniform, so the mean is exact). Pure: `now` is an argument, monotonic milliseconds.
 */
export class ChangePacer {
  readonly #gapMs: number;
  readonly #chance: Chance;
  #nextAtMs: number | undefined;

  /** @param ratePerSecond changes a second over everything observed; 0 = never */
  constructor(ratePerSecond: number, chance: Chance) {
    this.#gapMs = ratePerSecond > 0 ? 1000 / ratePerSecond : Infinity;
    this.#chance = chance;
  }

  /** When the next change is due; undefined while stopped, or for ever at rate 0. */
  get nextAtMs(): number | undefined {
    return this.#nextAtMs;
  }

  /** There is something that can change. Calling it again changes nothing. */
  start(nowMs: number): void {
    if (this.#gapMs === Infinity) return;
    this.#nextAtMs ??= nowMs + this.#drawGapMs();
  }

  /** There is nothing left that could change. */
  stop(): void {
    this.#nextAtMs = undefined;
  }

  /** The due event has happened, or could not; it brings this many changes in all. */
  spend(changes: number, nowMs: number): void {
    if (this.#nextAtMs === undefined) return;
    this.#nextAtMs = Math.max(this.#nextAtMs + changes * this.#drawGapMs(), nowMs - LONGEST_LAG_MS);
  }

  #drawGapMs(): number {
    return this.#gapMs * (0.5 + this.#chance.next());
  }
}
