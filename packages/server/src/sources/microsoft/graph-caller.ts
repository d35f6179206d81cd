import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import { ServiceFailure } from '../web/service-failure.ts';
import { WebCaller, type WebAnswer } from '../web/web-caller.ts';
import { AppTokens } from './app-tokens.ts';
import { describeGraphRefusal, type CallNeeds } from './graph-failure.ts';
import { readJson } from '../documents/json-fields.ts';
import type { MicrosoftAppOptions } from './microsoft-app-options.ts';

/** Calls at once: Exchange lets an app have four on one mailbox (Microsoft Graph service-specific throttling limits, Outlook). */
const CONNECTIONS = 4;

/** One call. All that we do are POSTs with a document in each direction. */
export interface GraphRequest extends CallNeeds {
  /** Below `/v1.0`, with a slash; what is in it is encoded already. */
  readonly path: string;
  readonly document: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Largest answer that is read; bytes. */
  readonly mostBytes: number;
}

/** The little of {@link GraphCaller} that services use. */
export type GraphCalls = Pick<GraphCaller, 'post' | 'close'>;

/** Calls Microsoft Graph in the name of the app. */
export class GraphCaller {
  readonly #endpoint: string;
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #timeoutMs: number;
  readonly #web: WebCaller;
  readonly #tokens: AppTokens;

  /** @param timeoutMs of one call, and of one request for a token */
  constructor(options: MicrosoftAppOptions, clock: Clock, timeoutMs: number) {
    this.#endpoint = options.endpoint;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#web = new WebCaller(clock, {
      connections: CONNECTIONS,
      ...(options.caFile !== undefined && { caFile: options.caFile }),
    });
    this.#tokens = new AppTokens({ options, web: this.#web, clock, timeoutMs });
  }

  /**
   * Sends a document and gives the one that comes back. A token that is refused is replaced once.
   *
   * @throws GraphFailure when Graph refuses; ServiceFailure when there is no token, no answer, or one that is not JSON
   */
  async post(request: GraphRequest, signal: AbortSignal): Promise<unknown> {
    let token = await this.#tokens.get(signal);
    let answer = await this.#send(request, token, signal);
    if (answer.status === 401) {
      this.#tokens.drop(token);
      token = await this.#tokens.get(signal);
      answer = await this.#send(request, token, signal);
    }
    if (answer.status === 401) this.#tokens.drop(token);
    if (answer.status !== 200) throw describeGraphRefusal(answer, request, this.#clock.wallMs());
    const document = readJson(answer.body);
    if (document === undefined)
      throw new ServiceFailure('lost', `${request.purpose}: Graph answers with something that is not JSON`);
    return document;
  }

  /** Ends its connections, at once. */
  async close(): Promise<void> {
    await this.#web.close();
  }

  async #send(
    { path, purpose, document, headers, mostBytes }: GraphRequest,
    token: string,
    signal: AbortSignal,
  ): Promise<WebAnswer> {
    const { origin } = new URL(this.#endpoint);
    return this.#web.call({
      method: 'POST',
      url: new URL(`${origin}/v1.0${path}`),
      name: `${origin} (${purpose})`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': 'application/json',
        // Support at Microsoft finds a call by it: "Best practices for working with Microsoft Graph".
        'client-request-id': randomUUID(),
        ...headers,
      },
      body: JSON.stringify(document),
      timeoutMs: this.#timeoutMs,
      mostBytes,
      signal,
    });
  }
}
