import type { PresenceReason, PresenceType } from '@lampfield/protocol';
import type { CalendarWindow, MailboxAnswer } from '../../../ports/calendar.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ConnectorContext } from '../../../ports/connector.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import { PolledSource, type AnswerAt } from '../../polling/polled-source.ts';
import type { PolledService } from '../../polling/polled-service.ts';
import { calendarReport, createCalendar, type Calendar } from './calendar-report.ts';
import type { CalendarOptions } from './calendar-options.ts';
import type { CalendarService } from './calendar-service.ts';

/** Parts of a calendar source. */
export interface CalendarSourceParts {
  readonly type: PresenceType;
  readonly connector: string;
  readonly options: CalendarOptions;
  readonly service: CalendarService;
  readonly context: Pick<ConnectorContext, 'clock' | 'chance' | 'log'>;
}

/** How far back calendars are read, so that the begin of what lasts is known, all-day events included; milliseconds. */
const LOOK_BACK_MS = 24 * 3_600_000;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** How long somebody who looks at a calendar waits for his turn in the budget; milliseconds. */
const LONGEST_PEEK_WAIT_MS = 2000;

/** What is kept of a mailbox's answer. */
type MailboxKnowledge = Calendar | { readonly reason: PresenceReason };

/** Calendars of a calendar server, whichever: asked for now and then, told at the edges of what is in them. */
export class CalendarSource extends PolledSource<MailboxKnowledge> {
  readonly #service: CalendarService;
  readonly #clock: Clock;

  constructor({ type, connector, options, service, context }: CalendarSourceParts) {
    super({
      type,
      connector,
      settings: { ...options, capacity: options.maxMailboxes },
      service: new AskedCalendars(service, { clock: context.clock, lookAheadMs: options.lookAheadHours * HOUR_MS }),
      context,
      read: readMailbox,
    });
    this.#service = service;
    this.#clock = context.clock;
  }

  /** @throws ServiceFailure when the server is left alone now, or has too much to do for us already */
  async peekCalendar(identifier: string, window: CalendarWindow, signal: AbortSignal): Promise<MailboxAnswer> {
    if (this.isPaused) throw new ServiceFailure('lost', 'the calendar server does not answer');
    const waitMs = this.budget.reserve(this.#clock.monotonicMs(), LONGEST_PEEK_WAIT_MS);
    if (waitMs === undefined) throw new ServiceFailure('throttled', 'there are too many questions already');
    if (waitMs > 0) await new Promise<void>((resolve) => void this.#clock.startTimer(waitMs, resolve));
    signal.throwIfAborted();
    const answers = await this.#service.freeBusy([identifier], window, signal);
    return answers.get(identifier) ?? { reason: 'SOURCE_DOWN' };
  }
}

function readMailbox(known: MailboxKnowledge, wallMs: number): AnswerAt {
  return 'reason' in known ? { report: { state: 'UNKNOWN', since: null, reason: known.reason } } : calendarReport(known, wallMs);
}

/** Asks a calendar server for the time around now. */
class AskedCalendars implements PolledService<MailboxKnowledge> {
  readonly #service: CalendarService;
  readonly #times: { readonly clock: Clock; readonly lookAheadMs: number };

  constructor(service: CalendarService, times: { readonly clock: Clock; readonly lookAheadMs: number }) {
    this.#service = service;
    this.#times = times;
  }

  get batchSize(): number {
    return this.#service.batchSize;
  }

  async ask(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, MailboxKnowledge>> {
    const window = this.#windowAround(this.#times.clock.wallMs());
    const answers = await this.#service.freeBusy(ids, window, signal);
    const known = new Map<string, MailboxKnowledge>();
    for (const [id, answer] of answers) known.set(id, 'reason' in answer ? answer : createCalendar(answer.stretches, window));
    return known;
  }

  close(): Promise<void> {
    return this.#service.close();
  }

  /** Whole minutes: servers take no less. */
  #windowAround(nowMs: number): CalendarWindow {
    const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    return { from: minute - LOOK_BACK_MS, until: minute + this.#times.lookAheadMs };
  }
}
