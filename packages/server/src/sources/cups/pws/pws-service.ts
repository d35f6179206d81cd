import type { Clock } from '../../../ports/clock.ts';
import type { SourceReport } from '../../../ports/source.ts';
import type { PolledService } from '../../polling/polled-service.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import { WebCaller, type WebAnswer } from '../../web/web-caller.ts';
import { within } from '../../within.ts';
import { readBasicPresence } from './basic-presence.ts';
import type { PwsOptions } from './pws-options.ts';
import { toFailure } from './pws-failure.ts';
import { PwsSession } from './pws-session.ts';
import { readRichPresence } from './rich-presence.ts';

/** As many as there are questions at once. */
const MOST_CONNECTIONS = 2;

/** A node that does not answer is left without signing out; milliseconds. */
const SIGN_OUT_MS = 2000;

/** "No free SIP Subscriptions available": of 503's codes the one that is about a single contact. */
const NO_SUBSCRIPTION_LEFT = /\b211\b/;

const unknown = (reason: NonNullable<SourceReport['reason']>): SourceReport => ({ state: 'UNKNOWN', since: null, reason });

/** Presence from Cisco IM and Presence, by the REST interface of its Presence Web Service. A question is about one contact, as the interface has it. */
export class PwsService implements PolledService<SourceReport> {
  readonly batchSize = 1;
  readonly #options: PwsOptions;
  readonly #clock: Clock;
  readonly #caller: WebCaller;
  readonly #session: PwsSession;
  readonly #domains: ReadonlyMap<string, string>;

  constructor(options: PwsOptions, clock: Clock) {
    const { caFile, domains } = options;
    this.#options = options;
    this.#clock = clock;
    this.#caller = new WebCaller(clock, { connections: MOST_CONNECTIONS, ...(caFile !== undefined && { caFile }) });
    this.#session = new PwsSession(options, { clock, caller: this.#caller });
    this.#domains = new Map(domains.map(({ match, replace }) => [match.toLowerCase(), replace]));
  }

  async ask(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceReport>> {
    const answers = new Map<string, SourceReport>();
    for (const id of ids) {
      const path = ['presence', this.#options.presence, 'contacts', this.#toContact(id)];
      answers.set(id, this.#read(await this.#session.get(path, signal)));
    }
    return answers;
  }

  async close(): Promise<void> {
    await within(this.#clock, SIGN_OUT_MS, this.#session.end());
    await this.#caller.close();
  }

  #toContact(id: string): string {
    const separator = id.lastIndexOf('@');
    const domain = id.slice(separator + 1);
    return id.slice(0, separator + 1) + (this.#domains.get(domain) ?? domain);
  }

  #read(answer: WebAnswer): SourceReport {
    const { status, body } = answer;
    if (status === 200) return this.#readPresence(body);
    // 400 is for an address that is none (code 124).
    if (status === 404 || status === 400) return unknown('NOT_FOUND');
    if (status === 403) return unknown('DENIED');
    if (status === 503 && NO_SUBSCRIPTION_LEFT.test(body)) return unknown('SOURCE_FULL');
    throw toFailure('asking for a contact', answer, this.#clock);
  }

  #readPresence(body: string): SourceReport {
    const { presence } = this.#options;
    const report = presence === 'rich' ? readRichPresence(body) : readBasicPresence(body);
    if (report.ok) return report.value;
    const where = report.path === '' ? '' : ` at ${report.path}`;
    throw new ServiceFailure('lost', `the ${presence} presence of a contact cannot be read: expected ${report.expected}${where}`);
  }
}
