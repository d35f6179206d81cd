import type { BusyStretch, CalendarWindow, MailboxAnswer } from '../../../ports/calendar.ts';
import type { CalendarService } from './calendar-service.ts';

/** A calendar server that answers what a test wrote down; mailboxes that nobody wrote down are not found. */
export class ScriptedCalendars implements CalendarService {
  readonly batchSize: number;
  readonly mailboxes = new Map<string, readonly BusyStretch[] | Exclude<MailboxAnswer, { stretches: unknown }>>();
  /** Every question, in order. */
  readonly asked: { readonly ids: readonly string[]; readonly window: CalendarWindow; readonly signal: AbortSignal }[] = [];
  /** Left out of every answer. */
  readonly omitted = new Set<string>();
  /** Thrown at every question, while there is one. */
  failure: Error | undefined;
  /** Questions about it fail, whoever else is in them. */
  poison: string | undefined;
  /** While set, questions wait for it. */
  gate: Promise<void> | undefined;
  isClosed = false;

  constructor(batchSize = 20) {
    this.batchSize = batchSize;
  }

  /** A stretch is `[from, until, kind]`. */
  write(id: string, ...stretches: readonly (readonly [number, number, BusyStretch['kind']])[]): void {
    this.mailboxes.set(
      id,
      stretches.map(([from, until, kind]) => ({ from, until, kind })),
    );
  }

  async freeBusy(
    ids: readonly string[],
    window: CalendarWindow,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MailboxAnswer>> {
    this.asked.push({ ids, window, signal });
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    if (this.poison !== undefined && ids.includes(this.poison)) throw new Error('nonsense');
    return new Map(ids.filter((id) => !this.omitted.has(id)).map((id) => [id, this.#answer(id)]));
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  #answer(id: string): MailboxAnswer {
    const written = this.mailboxes.get(id) ?? { reason: 'NOT_FOUND' as const };
    return 'reason' in written ? written : { stretches: written };
  }
}
