/** What the doctor says of one thing. `note`: works, and still the operator should know. `skipped`: could not be looked at, because something before it failed. */
export type Outcome = 'ok' | 'failed' | 'note' | 'skipped';

/** One thing that was checked. */
export interface Verdict {
  /** Short and fixed, for machines too. */
  readonly check: string;
  readonly outcome: Outcome;
  /** What was found; never with a secret. */
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Makes verdicts of one check. */
export interface CheckVerdicts {
  readonly ok: (found: string) => Verdict;
  readonly note: (found: string, advice: string) => Verdict;
  readonly failed: (found: string, advice: string) => Verdict;
  readonly skipped: (why: string) => Verdict;
}

/** For a check of that name. */
export function verdictsOf(check: string): CheckVerdicts {
  return {
    ok: (found) => ({ check, outcome: 'ok', found }),
    note: (found, advice) => ({ check, outcome: 'note', found, advice }),
    failed: (found, advice) => ({ check, outcome: 'failed', found, advice }),
    skipped: (why) => ({ check, outcome: 'skipped', found: why }),
  };
}
