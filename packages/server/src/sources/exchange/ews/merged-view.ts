import type { BusyKind, BusyStretch, CalendarWindow } from '../calendar/calendar-service.ts';

/**
 * What the digits of `MergedFreeBusy` stand for (reference page). 4 is "no data" on that page and "working elsewhere" in Microsoft's library, so it says
 * nothing that can be relied on; what is above is "no data" in either.
 */
const KINDS: readonly (BusyKind | 'free')[] = ['free', 'tentative', 'busy', 'oof'];

/** What the digits say. */
export interface MergedView {
  readonly stretches: readonly BusyStretch[];
  /** Where they say nothing, slot by slot. */
  readonly gaps: readonly CalendarWindow[];
}

/**
 * Reads digits; undefined when they are none.
 *
 * @param fromMs where the first one begins, epoch milliseconds
 * @param slotMs how long each stands for
 */
export function readMergedView(digits: string, fromMs: number, slotMs: number): MergedView | undefined {
  if (!/^\d*$/.test(digits)) return undefined;
  const stretches: BusyStretch[] = [];
  const gaps: CalendarWindow[] = [];
  for (const { 0: run, index } of digits.matchAll(/(\d)\1*/g)) {
    const from = fromMs + index * slotMs;
    const kind = KINDS[Number(run[0])];
    if (kind === undefined)
      gaps.push(...Array.from(run, (_, slot) => ({ from: from + slot * slotMs, until: from + (slot + 1) * slotMs })));
    else if (kind !== 'free') stretches.push({ from, until: from + run.length * slotMs, kind });
  }
  return { stretches, gaps };
}
