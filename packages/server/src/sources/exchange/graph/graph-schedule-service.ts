import type { Log } from '../../../ports/log.ts';
import type { GraphCalls } from '../../microsoft/graph-caller.ts';
import { GraphFailure } from '../../microsoft/graph-failure.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import type { CalendarService, CalendarWindow, MailboxAnswer } from '../calendar/calendar-service.ts';
import { readSchedules } from './read-schedules.ts';
import { alignWindow, isMailboxAddress, UTC_ANSWERS, VIEW_INTERVAL_MS, writeScheduleRequest } from './schedule-request.ts';

/** With subjects and places, which cannot be left out, a hundred busy mailboxes are about a megabyte; bytes. */
const LARGEST_ANSWER_BYTES = 16_777_216;

/** What Microsoft documents; more than that it may take or not. */
export const DOCUMENTED_BATCH = 20;

/** The window has to be shorter than 42 days, in places 62 is written (Get free/busy schedule of Outlook calendar users and resources). */
const LONGEST_WINDOW_MS = 42 * 86_400_000 - VIEW_INTERVAL_MS;

const NEEDS = {
  purpose: 'reading free and busy times',
  permission:
    "the application permission Calendars.ReadBasic.All with an administrator's consent; where an access policy or a role in Exchange limits it, " +
    'that has to include the mailbox that option mailbox names',
  notFound: 'there is no mailbox as option mailbox says, or it is not in Exchange Online',
};

/** Parts of {@link GraphScheduleService}. */
export interface GraphScheduleParts {
  readonly options: { readonly mailbox: string; readonly batchSize: number };
  readonly graph: GraphCalls;
  readonly log: Pick<Log, 'warn'>;
}

/** Free and busy times of Exchange Online by Microsoft Graph's `getSchedule`. */
export class GraphScheduleService implements CalendarService {
  readonly #parts: GraphScheduleParts;
  #batchSize: number;

  constructor(parts: GraphScheduleParts) {
    this.#parts = parts;
    this.#batchSize = parts.options.batchSize;
  }

  /** As configured, until Graph finds that too many. */
  get batchSize(): number {
    return this.#batchSize;
  }

  async freeBusy(
    ids: readonly string[],
    window: CalendarWindow,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MailboxAnswer>> {
    const answers = new Map<string, MailboxAnswer>();
    for (const id of ids) if (!isMailboxAddress(id)) answers.set(id, { reason: 'NOT_FOUND' });
    let left = ids.filter((id) => !answers.has(id));
    while (left.length > 0) {
      const batch = left.slice(0, this.#batchSize);
      const found = await this.#ask(batch, window, signal);
      if (found === undefined) continue;
      for (const [id, answer] of found) answers.set(id, answer);
      left = left.slice(batch.length);
    }
    return answers;
  }

  async close(): Promise<void> {
    await this.#parts.graph.close();
  }

  /** Undefined when that was too many at once: then fewer are to be asked about. */
  async #ask(
    ids: readonly string[],
    window: CalendarWindow,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MailboxAnswer> | undefined> {
    const { graph, options } = this.#parts;
    const aligned = cutWindow(alignWindow(window));
    const request = {
      ...NEEDS,
      path: `/users/${encodeURIComponent(options.mailbox)}/calendar/getSchedule`,
      document: writeScheduleRequest(ids, aligned),
      headers: UTC_ANSWERS,
      mostBytes: LARGEST_ANSWER_BYTES,
    };
    const document = await graph.post(request, signal).catch((error: unknown) => {
      if (ids.length > 1 && isTooMany(error)) return undefined;
      throw error;
    });
    if (document === undefined) {
      this.#lower(ids.length);
      return undefined;
    }
    const answers = readSchedules(document, ids, aligned);
    if (answers !== undefined) return answers;
    throw new ServiceFailure('lost', `${NEEDS.purpose}: expected a list "value" of schedules, Graph answers something else`);
  }

  #lower(tried: number): void {
    const batchSize = tried > DOCUMENTED_BATCH ? DOCUMENTED_BATCH : Math.ceil(tried / 2);
    if (batchSize >= this.#batchSize) return;
    this.#parts.log.warn(
      { tried, batchSize },
      'Graph does not take so many mailboxes at once: it is asked about fewer from now on',
    );
    this.#batchSize = batchSize;
  }
}

function isTooMany(error: unknown): boolean {
  return error instanceof GraphFailure && error.code?.toLowerCase() === 'errormailboxdataarraytoobig';
}

function cutWindow({ from, until }: CalendarWindow): CalendarWindow {
  return { from, until: Math.min(until, from + LONGEST_WINDOW_MS) };
}
