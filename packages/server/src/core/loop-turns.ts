import type { Clock } from '../ports/clock.ts';

interface Waiting {
  readonly wanted: number;
  readonly grant: (granted: number) => void;
}

/**
 * Shares the turns of the event loop out among pieces of long work, in the order of asking: however many requests come at once, all of
 * them together do so much of it in one turn, and then whatever else there is gets its own.
 */
export class LoopTurns {
  readonly #clock: Clock;
  readonly #perTurn: number;
  /** What may still be done in this turn. */
  #left: number;
  readonly #waiting: Waiting[] = [];

  /** @param perTurn most that is done in one turn, by all together */
  constructor(clock: Clock, perTurn: number) {
    this.#clock = clock;
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  /**
   * Tells how much of the wanted work may be done before anything else is awaited: 1 at least, at once if this turn has any left.
   *
   * @param wanted 1 at least
   */
  take(wanted: number): number | Promise<number> {
    if (this.#left > 0 && this.#waiting.length === 0) return this.#grant(wanted);
    return new Promise((grant) => this.#waiting.push({ wanted, grant }));
  }

  /**
   * Does the work for each of the list, as much of it in a turn as it is granted; in the first one at once, if that has any left.
   *
   * @param isWanted asked in each turn; left out: it always is
   * @returns false when it was not wanted any more before all was done
   */
  async workOff<T>(list: readonly T[], work: (one: T) => void, isWanted: () => boolean = () => true): Promise<boolean> {
    for (let done = 0; done < list.length;) {
      const granted = this.take(list.length - done);
      const end = done + (typeof granted === 'number' ? granted : await granted);
      if (!isWanted()) return false;
      for (; done < end; done += 1) work(list[done] as T);
    }
    return true;
  }

  #grant(wanted: number): number {
    if (this.#left === this.#perTurn) this.#clock.startTick(() => this.#begin());
    const granted = Math.min(wanted, this.#left);
    this.#left -= granted;
    return granted;
  }

  #begin(): void {
    this.#left = this.#perTurn;
    while (this.#left > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next.grant(this.#grant(next.wanted));
    }
  }
}
