import type { BusyStretch, CalendarWindow } from '../../../ports/calendar.ts';
import { createCalendar, type Calendar } from '../calendar/calendar-report.ts';
import { SLOT_MS, slotOf, type DrawnCalendar, type SlotKind } from './drawn-calendar.ts';

/** How far a calendar is looked at, both ways: half a day, as a calendar server would be asked. */
export const HORIZON_MS = 24 * SLOT_MS;

/** A stretch that was made another one by hand; epoch milliseconds. */
export interface Edit {
  readonly from: number;
  readonly until: number;
  readonly kind: SlotKind;
}

/** What is known of a drawn calendar around a moment, with what was edited in it. */
export function calendarAround(at: number, drawn: Pick<DrawnCalendar, 'kindAt'>, edits: readonly Edit[]): Calendar {
  const window = { from: at - HORIZON_MS, until: at + HORIZON_MS };
  return createCalendar(stretchesIn(window, drawn, edits), window);
}

/** All that is not free in a window, and may reach a little beyond it. */
export function stretchesIn(window: CalendarWindow, drawn: Pick<DrawnCalendar, 'kindAt'>, edits: readonly Edit[]): BusyStretch[] {
  let stretches: BusyStretch[] = [];
  for (let slot = slotOf(window.from); slot * SLOT_MS < window.until; slot += 1) {
    const kind = drawn.kindAt(slot);
    if (kind !== 'free') stretches.push({ from: slot * SLOT_MS, until: (slot + 1) * SLOT_MS, kind });
  }
  for (const { from, until, kind } of edits) {
    stretches = stretches.flatMap((one) => cutOut(one, from, until));
    if (kind !== 'free') stretches.push({ from, until, kind });
  }
  return stretches;
}

/**
 * The edits of a calendar after one more. What was edited before ends where the new edit begins; of the past no more is kept than is needed to know when the present
 * stretch began.
 */
export function withEdit(edits: readonly Edit[], edit: Edit): readonly Edit[] {
  const before = edits.filter(({ from }) => from < edit.from).at(-1);
  return before === undefined ? [edit] : [{ ...before, until: Math.min(before.until, edit.from) }, edit];
}

function cutOut(stretch: BusyStretch, from: number, until: number): BusyStretch[] {
  if (stretch.until <= from || stretch.from >= until) return [stretch];
  const left = { ...stretch, until: from };
  const right = { ...stretch, from: until };
  return [left, right].filter((piece) => piece.from < piece.until);
}
