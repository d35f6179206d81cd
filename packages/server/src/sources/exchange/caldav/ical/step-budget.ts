import { BrokenCalendar } from './broken-calendar.ts';

/**
 * How much work one calendar object may be: days and times looked at. A weekly meeting of ten years that is counted from its beginning takes 4,000; a rule for each
 * second of two days would take 170,000. As many steps take some ten milliseconds.
 */
const MOST_STEPS_PER_OBJECT = 100_000;

/** And that of one mailbox: half a second of it. */
export const MOST_STEPS_PER_MAILBOX = 2_000_000;

/** Reading a mailbox is more work than it is worth. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

/** Counts the work that recurrence rules make, so that no rule of a stranger's invitation can keep the server busy. */
export class StepBudget {
  #left: number;
  readonly #whole: { left: number } | undefined;

  /** @param whole what is left for all objects of a mailbox */
  constructor(whole?: { left: number }, steps = MOST_STEPS_PER_OBJECT) {
    this.#whole = whole;
    this.#left = steps;
  }

  /** @throws BrokenCalendar when nothing is left for the object @throws TooMuchWork when nothing is left for the mailbox */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#whole !== undefined) {
      this.#whole.left -= steps;
      if (this.#whole.left < 0) throw new TooMuchWork();
    }
    if (this.#left < 0) throw new BrokenCalendar('a recurrence rule that takes too long');
  }
}
