import type { Clock } from '../../../ports/clock.ts';
import { findRetryAfterMs } from '../../web/retry-after.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import { valuesOf, WebCaller, type WebAnswer } from '../../web/web-caller.ts';
import type { CalendarService, CalendarWindow, MailboxAnswer } from '../calendar/calendar-service.ts';
import { readAvailabilityAnswer } from './availability-answer.ts';
import { wholeDaysOf, writeAvailabilityRequest } from './availability-request.ts';
import type { EwsOptions } from './ews-options.ts';
import { createAccount } from './sign-in/create-account.ts';
import type { EwsAccount } from './sign-in/ews-account.ts';
import { MOST_BYTES } from './soap-envelope.ts';

const HEADERS = { 'Content-Type': 'text/xml; charset=utf-8', Accept: 'text/xml', 'User-Agent': 'Lampfield' };

/** Connections where each call is signed in by itself: how many requests Exchange may be at work on at once. */
const MOST_CONNECTIONS = 2;

/** Free and busy times from Exchange Web Services: GetUserAvailability, SOAP 1.1. Nobody is impersonated; what comes is what everybody in the organisation may see. */
export class EwsService implements CalendarService {
  readonly batchSize: number;
  readonly #options: EwsOptions;
  readonly #clock: Clock;
  readonly #caller: WebCaller;
  readonly #account: EwsAccount | string;

  constructor(options: EwsOptions, clock: Clock) {
    const { auth, caFile, batchSize } = options;
    this.batchSize = batchSize;
    this.#options = options;
    this.#clock = clock;
    this.#caller = new WebCaller(clock, {
      connections: auth === 'ntlm' ? 1 : MOST_CONNECTIONS,
      ...(caFile !== undefined && { caFile }),
    });
    this.#account = createAccount(options, clock);
  }

  async freeBusy(
    addresses: readonly string[],
    window: CalendarWindow,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MailboxAnswer>> {
    const days = wholeDaysOf(window);
    const answer = await this.#post(writeAvailabilityRequest(addresses, days), signal);
    // A fault comes with 500; whatever else is no 200 may say nothing about calendars.
    if (answer.status !== 200 && answer.status !== 500) throw this.#toFailure(answer);
    return readAvailabilityAnswer(answer.body, { addresses, window, days });
  }

  async close(): Promise<void> {
    await this.#caller.close();
  }

  async #post(body: string, signal: AbortSignal): Promise<WebAnswer> {
    const { url, timeoutSeconds } = this.#options;
    if (typeof this.#account === 'string') throw new ServiceFailure('refused', this.#account);
    const timeoutMs = timeoutSeconds * 1000;
    return this.#account.call(this.#caller, {
      method: 'POST',
      url: new URL(url),
      headers: HEADERS,
      body,
      timeoutMs,
      mostBytes: MOST_BYTES,
      signal,
    });
  }

  #toFailure(answer: WebAnswer): ServiceFailure {
    const { status } = answer;
    const said = `Exchange answers ${String(status)}`;
    if (status === 401) return new ServiceFailure('refused', `${said}: ${this.#explainRefusal(answer)}`);
    if (status === 403) return new ServiceFailure('refused', `${said}: the account may not use Exchange Web Services`);
    if (status === 404 || (status >= 300 && status < 400))
      return new ServiceFailure(
        'refused',
        `${said}: url is not the address of Exchange Web Services (https://.../EWS/Exchange.asmx)`,
      );
    if (status !== 429 && status !== 503) return new ServiceFailure('lost', said);
    return new ServiceFailure('throttled', said, { retryAfterMs: findRetryAfterMs(answer, this.#clock.wallMs()) });
  }

  #explainRefusal(answer: WebAnswer): string {
    const { auth } = this.#options;
    const offered = new Set(valuesOf(answer, 'WWW-Authenticate').flatMap((value) => /^[A-Za-z]+/.exec(value)?.[0] ?? []));
    const isOffered = [...offered].some((scheme) => scheme.toLowerCase() === auth);
    if (offered.size > 0 && !isOffered) return `it does not offer ${auth}, only ${[...offered].slice(0, 5).join(', ')}`;
    return auth === 'bearer' ? 'it does not accept the token' : 'it does not accept the user name and password';
  }
}
