import type { Clock } from '../../../ports/clock.ts';
import { findRetryAfterMs, saysTooMuch } from '../../web/retry-after.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import { headerOf, WebCaller, type WebAnswer } from '../../web/web-caller.ts';
import type { CaldavOptions } from './caldav-options.ts';
import type { CalendarPlace } from './calendar-places.ts';
import { CallSlots } from './call-slots.ts';
import { MOST_ANSWER_BYTES } from './read-multistatus.ts';

/** A redirect: the server's address is another one, or that of this calendar. */
export class MovedCalendar extends ServiceFailure {
  readonly isElsewhere = true;
}

/** Asks a CalDAV server, as the account of the options, and sorts out what is about the server as a whole. */
export class CaldavCaller {
  readonly #options: CaldavOptions;
  readonly #clock: Clock;
  readonly #caller: WebCaller;
  readonly #slots: CallSlots;

  constructor(options: CaldavOptions, clock: Clock) {
    const { caFile, requestsInFlight } = options;
    this.#options = options;
    this.#clock = clock;
    this.#caller = new WebCaller(clock, { connections: requestsInFlight, ...(caFile !== undefined && { caFile }) });
    this.#slots = new CallSlots(requestsInFlight);
  }

  /**
   * Sends a REPORT (RFC 3253, section 3.6).
   *
   * @throws ServiceFailure when there is no answer, or one that is not about this calendar; it names nobody
   */
  async report(place: CalendarPlace, body: string, signal: AbortSignal): Promise<WebAnswer> {
    const headers = { 'Content-Type': 'application/xml; charset=utf-8', Depth: '1' };
    const answer = await this.#call('REPORT', place, { headers, body, signal });
    this.#refuse(answer, place);
    return answer;
  }

  /** Whether there is anything at the address of the options. @throws ServiceFailure when nobody answers */
  async isThere(signal: AbortSignal): Promise<boolean> {
    const { url } = this.#options;
    const answer = await this.#call('OPTIONS', { url: new URL(url), name: url }, { headers: {}, signal });
    return answer.status !== 404 && answer.status !== 410;
  }

  /** Ends its connections, at once. */
  close(): Promise<void> {
    return this.#caller.close();
  }

  async #call(
    method: string,
    { url, name }: CalendarPlace,
    {
      headers,
      ...more
    }: { readonly headers: Readonly<Record<string, string>>; readonly body?: string; readonly signal: AbortSignal },
  ): Promise<WebAnswer> {
    const { timeoutSeconds } = this.#options;
    const call = { method, url, headers: { ...headers, ...this.#authorization() }, timeoutMs: timeoutSeconds * 1000, ...more };
    try {
      return await this.#slots.run(() => this.#caller.call({ ...call, mostBytes: MOST_ANSWER_BYTES }));
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error;
      // The path names a person.
      throw new ServiceFailure(error.kind, error.message.replaceAll(url.origin + url.pathname, name), { cause: error.cause });
    }
  }

  #authorization(): Record<string, string> {
    const { username, password = '', bearerToken } = this.#options;
    if (bearerToken !== undefined) return { Authorization: `Bearer ${bearerToken}` };
    if (username === undefined) return {};
    return { Authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` };
  }

  #refuse(answer: WebAnswer, place: CalendarPlace): void {
    const { status } = answer;
    const retryAfterMs = findRetryAfterMs(answer, this.#clock.wallMs());
    const says = `${place.name} answers ${String(status)}`;
    if (status === 401) throw new ServiceFailure('refused', `${says}: the username, the password or the token is not accepted`);
    if (status >= 300 && status < 400)
      throw new MovedCalendar('refused', `${says}, which points to ${pointedAt(answer, place)}: no redirect is followed`);
    if (saysTooMuch(answer, retryAfterMs)) throw new ServiceFailure('throttled', `${says}: asked too much`, { retryAfterMs });
    if (status >= 502 && status <= 504) throw new ServiceFailure('lost', says);
  }
}

/** Where a redirect points, without query, and with the placeholder's name where the calendar's own path comes again. */
function pointedAt(answer: WebAnswer, { url, name }: CalendarPlace): string {
  const location = headerOf(answer, 'Location');
  const target = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (target === undefined) return 'nowhere';
  const path = target.pathname.replace(url.pathname.replace(/\/$/, ''), name.slice(url.origin.length).replace(/\/$/, ''));
  // Another path may name somebody in a way that cannot be told.
  return path === target.pathname && path !== '/' ? `${target.origin} and another path` : target.origin + path;
}
