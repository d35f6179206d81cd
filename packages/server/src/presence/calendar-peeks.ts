import { MAX_PEEK_STRETCHES, type CalendarResponse, type ParsedPresenceId } from '@lampfield/protocol';
import { mergeStretches } from '../core/merge-stretches.ts';
import type { MailboxAnswer } from '../ports/calendar.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { CalendarPeek } from '../ports/presence-doors.ts';
import type { PresenceSource } from '../ports/source.ts';

/** Somebody waits for it: after this long he is told that it cannot be told; milliseconds. */
export const PEEK_PATIENCE_MS = 15_000;

const HOUR_MS = 3_600_000;

/** Parts of {@link CalendarPeeks}. */
export interface CalendarPeeksParts {
  /** Undefined where no calendars are configured. */
  readonly source: PresenceSource | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads calendars for those who look at one now. Keeps nothing. */
export class CalendarPeeks {
  readonly #parts: CalendarPeeksParts;

  constructor(parts: CalendarPeeksParts) {
    this.#parts = parts;
  }

  /** What is not free in the hours to come; never rejects. Whether the caller may know is for the caller of this to say. */
  async read({ identifier }: ParsedPresenceId, { hours, signal }: CalendarPeek): Promise<CalendarResponse | 'UNAVAILABLE'> {
    const { source, clock, log } = this.#parts;
    const from = clock.wallMs();
    const window = { from, until: from + hours * HOUR_MS };
    try {
      const answer = await this.#inTime(signal, (ending) => source?.peekCalendar?.(identifier, window, ending));
      if (answer === undefined || 'reason' in answer) return 'UNAVAILABLE';
      const busy = mergeStretches(answer.stretches, window);
      // Cut off, the rest would pass for free time.
      return busy.length > MAX_PEEK_STRETCHES ? 'UNAVAILABLE' : { ...window, busy };
    } catch (err) {
      log.debug({ err }, 'a calendar could not be read for somebody');
      return 'UNAVAILABLE';
    }
  }

  async #inTime(
    signal: AbortSignal,
    read: (ending: AbortSignal) => Promise<MailboxAnswer> | undefined,
  ): Promise<MailboxAnswer | undefined> {
    const ending = new AbortController();
    const timer = this.#parts.clock.startTimer(PEEK_PATIENCE_MS, () => ending.abort());
    const both = AbortSignal.any([signal, ending.signal]);
    try {
      both.throwIfAborted();
      return await Promise.race([read(both), whenAborted(both)]);
    } finally {
      timer.cancel();
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
}
