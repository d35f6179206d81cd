import type { BusyKind, BusyStretch } from '../../calendar/calendar-service.ts';

/** Joins what touches or overlaps and is of one kind: of a thousand short meetings in a row one stretch is left. */
export function mergeStretches(stretches: readonly BusyStretch[]): BusyStretch[] {
  const last = new Map<BusyKind, { from: number; until: number; kind: BusyKind }>();
  const merged: BusyStretch[] = [];
  for (const { from, until, kind } of stretches.toSorted((one, other) => one.from - other.from)) {
    const open = last.get(kind);
    if (open !== undefined && from <= open.until) {
      open.until = Math.max(open.until, until);
      continue;
    }
    const fresh = { from, until, kind };
    last.set(kind, fresh);
    merged.push(fresh);
  }
  return merged;
}
