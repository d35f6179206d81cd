import type { PresenceReason } from '@lampfield/protocol';

/**
 * What a stretch of a calendar is, in the words that Exchange has for free and busy (Microsoft's FreeBusyStatus). What is free is not listed.
 * RFC 5545's FBTYPE maps: BUSY and BUSY-UNAVAILABLE to busy and oof, BUSY-TENTATIVE to tentative.
 */
export type BusyKind = 'busy' | 'tentative' | 'oof' | 'workingElsewhere';

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

/**
 * A calendar server, as a connector makes one: asked for free and busy times and nothing else. No subject, no place and no participant ever
 * comes out of it. Identifiers are canonical mail addresses.
 */
export interface CalendarService {
  /** Most mailboxes of one question: a limit of the far end. */
  readonly batchSize: number;
  /**
   * Asks about mailboxes, at most `batchSize`, none twice. A mailbox that the answer leaves out was not answered this time.
   *
   * @param signal aborted when nobody wants the answer any more; the promise then rejects soon, with whatever
   * @throws ServiceFailure when the question as a whole failed; anything else thrown counts as `lost`
   */
  freeBusy(ids: readonly string[], window: CalendarWindow, signal: AbortSignal): Promise<ReadonlyMap<string, MailboxAnswer>>;
  /** Ends connections; nothing is asked after it. Settles soon, whatever the far end does. */
  close(): Promise<void>;
}
