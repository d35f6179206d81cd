import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { ServiceFailure } from '../web/service-failure.ts';
import type { WebAnswer, WebCaller } from '../web/web-caller.ts';
import { fieldOf, readJson } from '../documents/json-fields.ts';
import { describeTokenRefusal } from './token-refusal.ts';

/** Answers of the token endpoint are a few kilobytes, mostly the token. */
const LARGEST_ANSWER_BYTES = 262_144;

/** Parts of {@link MsalNetwork}. */
export interface MsalNetworkParts {
  readonly web: Pick<WebCaller, 'call'>;
  readonly timeoutMs: number;
  /** Epoch milliseconds. */
  readonly wallMs: () => number;
}

/**
 * MSAL's way to the network, for one token: through our own caller, so that its time limit, its authorities and its connections count here too. It remembers why a
 * request failed, because MSAL keeps of that only that it did.
 */
export class MsalNetwork implements INetworkModule {
  readonly #parts: MsalNetworkParts;
  #failure: ServiceFailure | undefined;
  #expiresInSeconds = 0;

  constructor(parts: MsalNetworkParts) {
    this.#parts = parts;
  }

  /** Why the last request failed. */
  get failure(): ServiceFailure | undefined {
    return this.#failure;
  }

  /** How long the token that came is good for, from its request; 0 when that was not said. */
  get expiresInSeconds(): number {
    return this.#expiresInSeconds;
  }

  async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>('GET', url, options);
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>('POST', url, options);
  }

  async #send<T>(method: string, url: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<T>> {
    try {
      const answer = await this.#call(method, url, options);
      return { status: answer.status, headers: firstOfEach(answer), body: this.#read(answer) as T };
    } catch (error) {
      this.#failure =
        error instanceof ServiceFailure ? error : new ServiceFailure('lost', 'Entra was not asked', { cause: error });
      throw error;
    }
  }

  async #call(method: string, url: string, { headers, body }: NetworkRequestOptions): Promise<WebAnswer> {
    const { web, timeoutMs } = this.#parts;
    const sent = { ...(headers !== undefined && { headers }), ...(body !== undefined && { body }) };
    return web.call({ method, url: new URL(url), ...sent, timeoutMs, mostBytes: LARGEST_ANSWER_BYTES });
  }

  #read(answer: WebAnswer): unknown {
    if (answer.status !== 200) throw describeTokenRefusal(answer, this.#parts.wallMs());
    const document = readJson(answer.body);
    if (typeof document !== 'object' || document === null)
      throw new ServiceFailure('lost', 'Entra answers with something that is not JSON: is authority the right address?');
    const seconds = Number(fieldOf(document, 'expires_in'));
    this.#expiresInSeconds = Number.isFinite(seconds) ? Math.max(seconds, 0) : 0;
    return document;
  }
}

function firstOfEach({ headers }: WebAnswer): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, (typeof value === 'string' ? value : value?.[0]) ?? '']);
  return Object.fromEntries(pairs) as Record<string, string>;
}
