import { BrokenCalendar } from './broken-calendar.ts';

/**
 * How much work one calendar object may be: days and times looked at. A weekly meeting of ten years that is counted from its beginning takes 4,000; a rule for each
 * second of two days would take 170,000. As many steps take some ten milliseconds.
 */
export const MOST_STEPS_PER_OBJECT = 100_000;

/** Counts the work that recurrence rules make, so that no rule of a stranger's invitation can keep the server busy. */
export class StepBudget {
  #left: number;

  constructor(steps = MOST_STEPS_PER_OBJECT) {
    this.#left = steps;
  }

  /** @throws BrokenCalendar when nothing is left */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BrokenCalendar('a recurrence rule that takes too long');
  }
}
