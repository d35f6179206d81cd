import type { BusyPeriod } from './presence-item.ts';

/**
 * What a stretch of a calendar that is not free can be, in the words that Exchange has for free and busy; the strongest first. Where stretches overlap, the strongest
 * counts: the order is that of the merged view of Microsoft Graph (`scheduleInformation`, property `availabilityView`: 3 out of office, 2 busy, 1 tentative, 0 free or
 * working elsewhere).
 */
export const BUSY_KINDS = ['oof', 'busy', 'tentative', 'workingElsewhere'] as const;

/** One of {@link BUSY_KINDS}. */
export type BusyKind = (typeof BUSY_KINDS)[number];

/** A stretch of a calendar that is not free; epoch milliseconds. */
export interface CalendarStretch extends BusyPeriod {
  readonly kind: BusyKind;
}

/** How far ahead a calendar is told if the caller says nothing; hours. */
export const DEFAULT_PEEK_HOURS = 24;

/** The furthest ahead that may be asked for; hours. */
export const MAX_PEEK_HOURS = 48;

/** Most stretches of one answer. */
export const MAX_PEEK_STRETCHES = 10_000;

/** Answer of `GET /api/presence/calendar/:id`: what is not free between two moments; epoch milliseconds. */
export interface CalendarResponse {
  readonly from: number;
  readonly until: number;
  /** In order, none overlapping another, none reaching beyond the ends. */
  readonly busy: readonly CalendarStretch[];
}
