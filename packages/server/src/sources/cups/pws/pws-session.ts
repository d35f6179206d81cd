import type { Clock } from '../../../ports/clock.ts';
import { escapeXml } from '../../documents/escape-xml.ts';
import { readXml, type XmlElement } from '../../documents/xml-tree.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import type { WebAnswer, WebCaller } from '../../web/web-caller.ts';
import type { PwsOptions } from './pws-options.ts';
import { toFailure } from './pws-failure.ts';

/** Largest answer that is read; a PIDF document of a person with many devices has a few kilobytes. */
const MOST_BYTES = 256 * 1024;

const KEY_HEADER = 'Presence-Session-Key';
/** Longest key that is sent; real ones are UUIDs. */
const SESSION_KEY = /^[\x21-\x7e]{1,512}$/;

/** A call of the service, by the parts of its path. */
interface PwsCall {
  readonly method: string;
  readonly path: readonly string[];
  readonly body?: string;
  readonly signal?: AbortSignal;
}

interface Session {
  readonly signingIn: Promise<string>;
  /** The end user's, once there is one. */
  key?: string;
}

/**
 * Signed in for an end user: the application user by its password, the end user by the application user's key. It is done when it is first needed, and again when a key is refused: nobody
 * is told how long one lasts.
 */
export class PwsSession {
  readonly #options: PwsOptions;
  readonly #clock: Clock;
  readonly #caller: WebCaller;
  readonly #base: string;
  #session: Session | undefined;

  constructor(options: PwsOptions, { clock, caller }: { readonly clock: Clock; readonly caller: WebCaller }) {
    const { origin, pathname } = new URL(options.url);
    this.#options = options;
    this.#clock = clock;
    this.#caller = caller;
    this.#base = origin + (pathname === '/' ? '/presence-service' : pathname.replace(/\/+$/, ''));
  }

  /**
   * Reads what is below the end user, signing in (again) where that is needed. The answer is never 401.
   *
   * @throws ServiceFailure
   */
  async get(path: readonly string[], signal: AbortSignal): Promise<WebAnswer> {
    const call: PwsCall = { method: 'GET', path: ['users', this.#options.endUser, ...path], signal };
    const key = await this.#getKey();
    const answer = await this.#call(call, key);
    if (answer.status !== 401) return answer;
    this.#forget(key);
    const second = await this.#call(call, await this.#getKey());
    if (second.status === 401) throw toFailure('asking with a fresh session', second, this.#clock);
    return second;
  }

  /** Signs out, as far as that is possible; takes as long as the node does to answer. Never rejects. */
  async end(): Promise<void> {
    const key = await this.#session?.signingIn.catch(() => undefined);
    this.#session = undefined;
    if (key === undefined) return;
    await this.#call({ method: 'DELETE', path: ['users', this.#options.endUser, 'session'] }, key).catch(() => undefined);
  }

  /** Two who need it wait for one signing in. A failed one is not the answer to those who come later. */
  async #getKey(): Promise<string> {
    const session: Session = (this.#session ??= { signingIn: this.#signIn() });
    try {
      session.key = await session.signingIn;
      return session.key;
    } catch (error) {
      if (this.#session === session) this.#session = undefined;
      throw error;
    }
  }

  /** Of two who were refused the second finds a session that is newer. */
  #forget(refusedKey: string): void {
    if (this.#session?.key === refusedKey) this.#session = undefined;
  }

  async #signIn(): Promise<string> {
    const { username, password, endUser } = this.#options;
    const body = `<session><password>${escapeXml(password)}</password></session>`;
    const asApplication = await this.#call({ method: 'POST', path: ['users', username, 'sessions'], body });
    const key = this.#readKey('signing in the application user', asApplication);
    const shared = await this.#call({ method: 'POST', path: ['users', endUser, 'sessions'], body: '' }, key);
    // Signed in already, by a key that nobody has any more.
    const forced =
      shared.status === 409 ? await this.#call({ method: 'PUT', path: ['users', endUser, 'session'], body: '' }, key) : shared;
    return this.#readKey('signing in the end user', forced);
  }

  #readKey(doing: string, answer: WebAnswer): string {
    if (answer.status !== 200 && answer.status !== 201) throw toFailure(doing, answer, this.#clock);
    const document = readXml(answer.body);
    const key = document.ok ? findText(document.value, 'sessionKey') : undefined;
    if (key === undefined || !SESSION_KEY.test(key))
      throw new ServiceFailure('lost', `${doing}: expected a session with a sessionKey`);
    return key;
  }

  #call({ method, path, body, signal }: PwsCall, key?: string): Promise<WebAnswer> {
    return this.#caller.call({
      method,
      url: new URL(`${this.#base}/${path.map((part) => encodePart(part)).join('/')}`),
      // Paths have people in them.
      name: this.#base,
      headers: {
        Accept: 'application/xml, text/xml, application/pidf+xml',
        ...(body !== undefined && { 'Content-Type': 'text/xml' }),
        ...(key !== undefined && { [KEY_HEADER]: key }),
      },
      ...(body !== undefined && { body }),
      timeoutMs: this.#options.timeoutSeconds * 1000,
      mostBytes: MOST_BYTES,
      ...(signal !== undefined && { signal }),
    });
  }
}

/** Half a surrogate pair, which no URL can have, becomes U+FFFD. */
function encodePart(part: string): string {
  return encodeURIComponent(Buffer.from(part, 'utf8').toString('utf8'));
}

function findText(element: XmlElement, local: string): string | undefined {
  if (element.local === local) return element.text.trim();
  for (const child of element.children) {
    const text = findText(child, local);
    if (text !== undefined) return text;
  }
  return undefined;
}
