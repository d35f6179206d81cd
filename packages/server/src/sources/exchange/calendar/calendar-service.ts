import type { CalendarWindow, MailboxAnswer } from '../../../ports/calendar.ts';

export type { BusyKind } from '@lampfield/protocol';
export type { BusyStretch, CalendarWindow, MailboxAnswer } from '../../../ports/calendar.ts';

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
