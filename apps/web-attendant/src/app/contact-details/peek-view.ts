import type { BusyKind, CalendarResponse, CalendarStretch } from '@lampfield/protocol';
import { momentText } from '../presence-view/moment.ts';
import { BUSY_KIND_WORDS } from '../presence-view/words.ts';

/** One busy time in words: `09:00 to 10:30`, `in a meeting`. */
export interface PeekLine {
  readonly when: string;
  readonly what: string;
  readonly kind: BusyKind;
}

/** One busy time on a bar that is as long as all the hours looked at; hundredths of it. */
export interface PeekSegment {
  readonly kind: BusyKind;
  readonly startPercent: number;
  readonly widthPercent: number;
}

/** What somebody who looked into a calendar sees. */
export interface PeekView {
  readonly summary: string;
  readonly lines: readonly PeekLine[];
  readonly segments: readonly PeekSegment[];
  /** The ends of the bar. */
  readonly start: string;
  readonly end: string;
}

const HOUR_MS = 3_600_000;

/**
 * Puts the hours to come of a calendar into words. They are those of the moment it was asked at, and say so. A day is named where it
 * is another one than before; what reaches an end of the window may reach beyond it, so that end is not told.
 */
export function toPeekView(answer: CalendarResponse, locale?: string): PeekView {
  const { from, until, busy } = answer;
  const end = momentText(until, from, locale);
  const hours = Math.round((until - from) / HOUR_MS);
  const found =
    busy.length === 0
      ? `Nothing in the next ${hours} hours`
      : `${busy.length === 1 ? '1 entry' : `${busy.length} entries`} in the next ${hours} hours`;
  const start = momentText(from, from, locale);
  return {
    summary: `${found}, as of ${start}.`,
    lines: busy.map((stretch) => ({
      when: when(stretch, answer, locale),
      what: BUSY_KIND_WORDS[stretch.kind],
      kind: stretch.kind,
    })),
    segments: busy.map((stretch) => toSegment(stretch, answer)),
    start,
    end,
  };
}

function when(stretch: CalendarStretch, window: CalendarResponse, locale: string | undefined): string {
  const isBegun = stretch.from <= window.from;
  const isOpen = stretch.until >= window.until;
  if (isBegun && isOpen) return 'all the time';
  if (isBegun) return `until ${momentText(stretch.until, window.from, locale)}`;
  const start = momentText(stretch.from, window.from, locale);
  return isOpen ? `from ${start}` : `${start} to ${momentText(stretch.until, stretch.from, locale)}`;
}

function toSegment({ from, until, kind }: CalendarStretch, window: CalendarResponse): PeekSegment {
  const percent = (durationMs: number): number => (100 * durationMs) / (window.until - window.from);
  return { kind, startPercent: percent(from - window.from), widthPercent: percent(until - from) };
}
