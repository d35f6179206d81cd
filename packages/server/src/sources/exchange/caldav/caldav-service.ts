import type { PresenceReason } from '@lampfield/protocol';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import type { WebAnswer } from '../../web/web-caller.ts';
import type { BusyStretch, CalendarService, CalendarWindow, MailboxAnswer } from '../calendar/calendar-service.ts';
import { CaldavCaller, MovedCalendar } from './caldav-caller.ts';
import type { CaldavOptions } from './caldav-options.ts';
import { calendarQuery, freeBusyQuery } from './caldav-requests.ts';
import { CalendarReader } from './calendar-reader.ts';
import { calendarPlaces, type CalendarPlace } from './calendar-places.ts';
import { findIntlZone } from './ical/intl-zone.ts';
import { readFreeBusy } from './ical/read-free-busy.ts';
import { TooMuchWork } from './ical/step-budget.ts';
import { UTC, type Zone } from './ical/zone.ts';
import { readMultistatus } from './read-multistatus.ts';

/** A question about one calendar. */
interface CalendarQuestion {
  readonly place: CalendarPlace;
  readonly window: CalendarWindow;
  readonly signal: AbortSignal;
}

/** Several calendars of a mailbox: what weighs more comes first. A calendar that is not there is none. */
const REASONS: readonly PresenceReason[] = ['SOURCE_DOWN', 'DENIED'];

/** A CalDAV server (RFC 4791): asked for the events, or the free and busy times, of one calendar at a time. */
export class CaldavService implements CalendarService {
  readonly batchSize: number;
  readonly #options: CaldavOptions;
  readonly #log: Log;
  readonly #giveWay: () => Promise<void>;
  readonly #caller: CaldavCaller;
  readonly #reader: CalendarReader;
  /** Whether the server answers free-busy queries; undefined until it has shown. */
  #hasFreeBusy: boolean | undefined;
  /** The address was right at least once. */
  #hasFound = false;

  constructor(options: CaldavOptions, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.batchSize = options.batchSize;
    this.#options = options;
    this.#log = log;
    this.#giveWay = () => new Promise((resolve) => void clock.startTick(resolve));
    this.#caller = new CaldavCaller(options, clock);
    this.#hasFreeBusy = options.useFreeBusy === 'never' ? false : undefined;
    this.#reader = new CalendarReader({
      clock,
      log,
      floatingZone: findFloatingZone(options),
      forgetAfterMs: options.pollSeconds * 2000 + 60_000,
    });
  }

  /** Calendar objects that are remembered, for tests and figures. */
  get rememberedObjects(): number {
    return this.#reader.size;
  }

  async freeBusy(
    ids: readonly string[],
    window: CalendarWindow,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MailboxAnswer>> {
    this.#reader.forgetOld();
    const answers = new Map<string, MailboxAnswer>();
    const failures = new Map<string, ServiceFailure>();
    const ending = new AbortController();
    const all = AbortSignal.any([signal, ending.signal]);
    try {
      await Promise.all(
        ids.map(async (id) => {
          const answer = await this.#askMailbox(id, window, all).catch(aboutOneMailbox);
          if (answer instanceof ServiceFailure) failures.set(id, answer);
          else answers.set(id, answer);
        }),
      );
    } finally {
      ending.abort();
    }
    this.#settle(answers, failures);
    await this.#checkAddress(answers, signal);
    return answers;
  }

  async close(): Promise<void> {
    await this.#caller.close();
  }

  /** Where others are answered for, a failure is about its mailbox alone: what is elsewhere is not here, and who is lost is asked about again. */
  #settle(answers: Map<string, MailboxAnswer>, failures: ReadonlyMap<string, ServiceFailure>): void {
    const all = [...failures.values()];
    const first = all.find((failure) => failure instanceof MovedCalendar) ?? all[0];
    if (first !== undefined && answers.size === 0) throw first;
    for (const [id, failure] of failures) {
      if (!(failure instanceof MovedCalendar)) continue;
      this.#log.warn({ connector: 'caldav', err: failure }, 'one calendar is elsewhere while others are answered for');
      answers.set(id, { reason: 'NOT_FOUND' });
    }
  }

  /** Whoever finds nobody at all may have the wrong address. */
  async #checkAddress(answers: ReadonlyMap<string, MailboxAnswer>, signal: AbortSignal): Promise<void> {
    if (this.#hasFound || answers.size === 0) return;
    const isEverybodyMissing = [...answers.values()].every((answer) => 'reason' in answer && answer.reason === 'NOT_FOUND');
    if (isEverybodyMissing && !(await this.#caller.isThere(signal))) {
      throw new ServiceFailure('refused', `${this.#options.url} answers 404: expected the address of a CalDAV server`);
    }
  }

  async #askMailbox(id: string, window: CalendarWindow, signal: AbortSignal): Promise<MailboxAnswer> {
    const places = calendarPlaces(this.#options, id);
    if (places === undefined) return { reason: 'NOT_FOUND' };
    const stretches: BusyStretch[] = [];
    const reasons: PresenceReason[] = [];
    for (const place of places) {
      const answer = await this.#askCalendar({ place, window, signal });
      if ('reason' in answer) reasons.push(answer.reason);
      else stretches.push(...answer.stretches);
    }
    const reason = REASONS.find((one) => reasons.includes(one));
    if (reason !== undefined) return { reason };
    return reasons.length === places.length ? { reason: 'NOT_FOUND' } : { stretches };
  }

  async #askCalendar(question: CalendarQuestion): Promise<MailboxAnswer> {
    const told = this.#hasFreeBusy === false ? undefined : await this.#askFreeBusy(question);
    if (told !== undefined) return told;
    const { place, window, signal } = question;
    const answer = await this.#caller.report(place, calendarQuery(window), signal);
    const reason = this.#findReason(answer, place);
    if (reason !== undefined) return { reason };
    const decoded = await readMultistatus(answer.body, this.#giveWay);
    if (!decoded.ok)
      throw new ServiceFailure('lost', `${place.name}: expected ${`${decoded.path} `.trimStart()}${decoded.expected}`);
    this.#hasFound = true;
    this.#hasFreeBusy ??= false;
    return this.#read(question, decoded.value);
  }

  async #read({ place, window }: CalendarQuestion, objects: Parameters<CalendarReader['read']>[1]): Promise<MailboxAnswer> {
    try {
      return { stretches: await this.#reader.read(place.url.href, objects, window) };
    } catch (error) {
      if (!(error instanceof TooMuchWork)) throw error;
      this.#log.warn({ connector: 'caldav', objects: objects.length }, 'a calendar takes too much work to read');
      return { reason: 'SOURCE_DOWN' };
    }
  }

  /** Undefined where the server does not do that, or not here: then the events are asked for. */
  async #askFreeBusy({ place, window, signal }: CalendarQuestion): Promise<MailboxAnswer | undefined> {
    const answer = await this.#caller.report(place, freeBusyQuery(window), signal);
    const isSaid = answer.status === 200 && answer.body.trimStart().slice(0, 15).toUpperCase() === 'BEGIN:VCALENDAR';
    if (!isSaid) return undefined;
    try {
      const stretches = readFreeBusy(answer.body, window);
      this.#hasFreeBusy = true;
      this.#hasFound = true;
      return { stretches };
    } catch {
      return undefined;
    }
  }

  /** What an answer says of one calendar; undefined for a multistatus. @throws ServiceFailure when it says nothing of it */
  #findReason({ status }: WebAnswer, place: CalendarPlace): PresenceReason | undefined {
    if (status === 207) return undefined;
    this.#reader.forget(place.url.href);
    if (status === 403) return 'DENIED';
    if (status === 404 || status === 410) return 'NOT_FOUND';
    throw new ServiceFailure('lost', `${place.name} answers ${String(status)} to a calendar-query: expected 207`);
  }
}

/**
 * What may be about one mailbox alone must not keep the others from being answered for. Asking too much is about all, and so is a refused account: trying
 * it once a mailbox could have it locked.
 */
function aboutOneMailbox(error: unknown): ServiceFailure {
  if (error instanceof MovedCalendar || (error instanceof ServiceFailure && error.kind === 'lost')) return error;
  throw error;
}

/** The configuration knows only zones that there are; a machine that does not know its own counts in UTC. */
function findFloatingZone({ floatingTimeZone }: CaldavOptions): Zone {
  return findIntlZone(floatingTimeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone) ?? UTC;
}
