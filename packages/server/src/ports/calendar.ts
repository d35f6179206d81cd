import type { BusyKind, PresenceReason } from '@lampfield/protocol';

/** A stretch of a calendar that is not free; epoch milliseconds, `from` before `until`. Stretches may overlap, in any order. */
export interface BusyStretch {
  readonly from: number;
  readonly until: number;
  readonly kind: BusyKind;
}

/** A span of time that is asked about; epoch milliseconds, `from` before `until`. */
export interface CalendarWindow {
  readonly from: number;
  readonly until: number;
}

/**
 * What a calendar server says of one mailbox: all that is not free in the window (it may reach beyond its ends), or why it does not say. NOT_FOUND: there is no
 * such mailbox; DENIED or NOT_CONTROLLED: not for us; SOURCE_DOWN: the server itself could not reach it, or its calendar cannot be read.
 */
export type MailboxAnswer = { readonly stretches: readonly BusyStretch[] } | { readonly reason: PresenceReason };
