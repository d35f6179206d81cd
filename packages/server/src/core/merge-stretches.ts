import { BUSY_KINDS, type BusyKind } from '@lampfield/protocol';
import type { BusyStretch, CalendarWindow } from '../ports/calendar.ts';

interface Edge {
  readonly at: number;
  readonly rank: number;
  /** 1 where a stretch begins, -1 where it ends. */
  readonly step: 1 | -1;
}

/**
 * What is not free in a window, each moment once: clipped, in order, the strongest kind of what overlaps (the order of BUSY_KINDS), and of one kind what touches as one.
 * The order of the stretches, and whether one was split, makes no difference. Costs n log n: a mailbox may have ten thousand.
 */
export function mergeStretches(stretches: readonly BusyStretch[], window: CalendarWindow): BusyStretch[] {
  const merged: BusyStretch[] = [];
  const open = BUSY_KINDS.map(() => 0);
  let from = window.from;
  for (const { at, rank, step } of edgesOf(stretches, window)) {
    if (at > from) extend(merged, { from, until: at, kind: BUSY_KINDS[open.findIndex((count) => count > 0)] });
    from = at;
    open[rank] = (open[rank] ?? 0) + step;
  }
  return merged;
}

function edgesOf(stretches: readonly BusyStretch[], window: CalendarWindow): Edge[] {
  const edges: Edge[] = [];
  for (const { from, until, kind } of stretches) {
    const [begin, end] = [Math.max(from, window.from), Math.min(until, window.until)];
    // Also false for what is no number.
    if (!(begin < end)) continue;
    const rank = BUSY_KINDS.indexOf(kind);
    edges.push({ at: begin, rank, step: 1 }, { at: end, rank, step: -1 });
  }
  return edges.sort((one, other) => one.at - other.at);
}

function extend(merged: BusyStretch[], { from, until, kind }: Omit<BusyStretch, 'kind'> & { kind: BusyKind | undefined }): void {
  if (kind === undefined) return;
  const last = merged.at(-1);
  if (last?.kind === kind && last.until === from) merged[merged.length - 1] = { ...last, until };
  else merged.push({ from, until, kind });
}
