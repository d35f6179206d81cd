import type { BusyPeriod, PresenceState } from '@lampfield/protocol';
import type { SourceReport } from '../../../ports/source.ts';
import { SLOT_MS, slotOf, type Calendar, type CalendarKind } from './calendar.ts';

/** How far a calendar is looked at, both ways: a day. */
const HORIZON_SLOTS = 48;

/** A tentative meeting is a remark and working elsewhere is working: neither takes anybody away. */
const STATES: Readonly<Record<CalendarKind, PresenceState>> = {
  free: 'AVAILABLE',
  tentative: 'AVAILABLE',
  workingElsewhere: 'AVAILABLE',
  busy: 'IN_MEETING',
  oof: 'AWAY',
};

/** The last thing that was changed in a calendar by hand. */
export interface CalendarEdit {
  /** Epoch milliseconds. */
  readonly editedAt: number;
  /** What the time from then on is; absent when the calendar is as it was before. */
  readonly overlay?: { readonly kind: CalendarKind; readonly untilSlot: number };
}

/** What a calendar is at a half hour, after the edit. */
export function kindAt(slot: number, calendar: Calendar, edit: CalendarEdit | undefined): CalendarKind {
  const overlay = edit?.overlay;
  const isOverlaid = edit !== undefined && overlay !== undefined && slot >= slotOf(edit.editedAt) && slot < overlay.untilSlot;
  return isOverlaid ? overlay.kind : calendar.kindAt(slot);
}

/** The state of a mailbox at a moment (epoch milliseconds). A calendar knows since when and until when. */
export function calendarReport(calendar: Calendar, lastEdit: CalendarEdit | undefined, at: number): SourceReport {
  // An edit of the future: the wall clock has been put back since.
  const edit = lastEdit !== undefined && lastEdit.editedAt > at ? undefined : lastEdit;
  const look = (slot: number): CalendarKind => kindAt(slot, calendar, edit);
  const now = slotOf(at);
  const kind = look(now);
  const end = runEnd(now, 1, look);
  const next = end === undefined ? undefined : findNextBusy(end, look);
  return {
    state: STATES[kind],
    since: runSince(runEnd(now, -1, look), edit),
    raw: kind,
    activity: {
      ...(end !== undefined && { until: end * SLOT_MS }),
      ...(next !== undefined && { next }),
      ...remarks(kind),
    },
  };
}

/** An edit always makes a stretch another one, so one that it lies in began with it; others begin at the edge of a half hour. */
function runSince(slotBefore: number | undefined, edit: CalendarEdit | undefined): number | null {
  if (edit !== undefined && slotOf(edit.editedAt) > (slotBefore ?? -Infinity)) return edit.editedAt;
  return slotBefore === undefined ? null : (slotBefore + 1) * SLOT_MS;
}

/** A mailbox whose calendar stands still: what it is, but no times, because they would pass. */
export function stillReport(calendar: Calendar): SourceReport {
  const kind = calendar.kindAt(0);
  return { state: STATES[kind], since: null, raw: kind, activity: remarks(kind) };
}

function remarks(kind: CalendarKind): { outOfOffice?: true; tentative?: true } {
  return { ...(kind === 'oof' && { outOfOffice: true }), ...(kind === 'tentative' && { tentative: true }) };
}

/** The first slot in a direction that is something else; undefined beyond the horizon. */
function runEnd(slot: number, direction: 1 | -1, look: (slot: number) => CalendarKind): number | undefined {
  const kind = look(slot);
  for (let distance = 1; distance <= HORIZON_SLOTS; distance += 1) {
    const other = slot + direction * distance;
    if (look(other) !== kind) return other;
  }
  return undefined;
}

function findNextBusy(from: number, look: (slot: number) => CalendarKind): BusyPeriod | undefined {
  for (let slot = from; slot < from + HORIZON_SLOTS; slot += 1) {
    if (STATES[look(slot)] === 'AVAILABLE') continue;
    const end = runEnd(slot, 1, look) ?? slot + HORIZON_SLOTS;
    return { from: slot * SLOT_MS, until: end * SLOT_MS };
  }
  return undefined;
}
