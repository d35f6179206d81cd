import type { EjabberdServer } from './ejabberd-node.ts';
import { xml, type XmlElement } from './xmpp-client-facade.ts';
import { presenceElement, type PersonOptions, type ShownPresence } from './xmpp-person.ts';
import { passwordOf } from './xmpp-server.ts';

const BODY = { xmlns: 'http://jabber.org/protocol/httpbind', 'xmlns:xmpp': 'urn:xmpp:xbosh' };
const SASL_NAMESPACE = 'urn:ietf:params:xml:ns:xmpp-sasl';
const CLIENT_NAMESPACE = 'jabber:client';
const BIND_NAMESPACE = 'urn:ietf:params:xml:ns:xmpp-bind';

const PING = xml('iq', { xmlns: CLIENT_NAMESPACE, type: 'get', id: 'ping' }, xml('ping', { xmlns: 'urn:xmpp:ping' }));

/** How long the server may keep a request that has no answer yet; XEP-0124 `wait`, seconds. */
const WAIT_SECONDS = 20;
/** ejabberd gives a client up when it has sent nothing for 30 s. */
const PING_INTERVAL_MS = 10_000;

/**
 * A person whose chat client speaks BOSH (XEP-0124, XEP-0206), as web pages behind strict proxies do. He shows himself; others he does not see.
 * One request follows another: with two under way the later one may arrive first, and ejabberd then leaves both lying. So that none is kept
 * waiting, each brings a ping (XEP-0199), which is answered at once.
 */
export class BoshPerson {
  readonly #url: string;
  /** Settles when the request before has been answered. */
  #last: Promise<unknown> = Promise.resolve();
  #pings: NodeJS.Timeout | undefined;
  #sid: string | undefined;
  /** Request ids count up from anywhere (XEP-0124, section 14). */
  #rid = 1_000;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Logs in with SASL PLAIN and shows the presence. Rejects when the server refuses him. */
  static async login(server: Pick<EjabberdServer, 'boshService' | 'domain'>, options: PersonOptions): Promise<BoshPerson> {
    const { resource = 'desk', presence = {} } = options;
    const person = new BoshPerson(server.boshService);
    await person.#open(server.domain);
    const plain = Buffer.from(`\0${options.username}\0${passwordOf(options)}`).toString('base64');
    await person.#exchange('<success', {}, xml('auth', { xmlns: SASL_NAMESPACE, mechanism: 'PLAIN' }, plain));
    await person.#exchange(BIND_NAMESPACE, { to: server.domain, 'xmpp:restart': 'true' });
    const bind = xml('bind', { xmlns: BIND_NAMESPACE }, xml('resource', {}, resource));
    await person.#exchange('<jid>', {}, xml('iq', { xmlns: CLIENT_NAMESPACE, type: 'set', id: 'bind' }, bind));
    person.#pings = setInterval(() => void person.#ping(), PING_INTERVAL_MS).unref();
    if (presence !== 'invisible') await person.show(presence);
    return person;
  }

  /** Shows himself this way to everybody who may see it. */
  async show(presence: ShownPresence): Promise<void> {
    await this.#post({}, presenceElement(presence), PING);
  }

  /** Signs out in good order (XEP-0124, section 13). */
  async leave(): Promise<void> {
    clearInterval(this.#pings);
    await this.#post({ type: 'terminate' }, xml('presence', { xmlns: CLIENT_NAMESPACE, type: 'unavailable' }));
  }

  /** His machine goes away without a word; the server gives him up when no request has come for half a minute. */
  vanish(): void {
    clearInterval(this.#pings);
  }

  async #open(domain: string): Promise<void> {
    const opened = await this.#exchange('PLAIN', {
      ...{ to: domain, wait: String(WAIT_SECONDS), hold: '1', ver: '1.6', content: 'text/xml; charset=utf-8' },
      ...{ 'xml:lang': 'en', 'xmpp:version': '1.0' },
    });
    this.#sid = /\ssid=['"]([^'"]+)['"]/.exec(opened)?.[1];
  }

  async #ping(): Promise<void> {
    await this.#post({}, PING).catch(() => clearInterval(this.#pings));
  }

  /** Sends and goes on asking until an answer has the expected text: the server may answer in parts. */
  async #exchange(expected: string, attributes: Record<string, string>, ...elements: XmlElement[]): Promise<string> {
    let answers = await this.#post(attributes, ...elements);
    while (!answers.includes(expected)) {
      if (/<failure|type='error'/.test(answers)) throw new Error(`${this.#url} refused: ${answers}`);
      answers += await this.#post({});
    }
    return answers;
  }

  #post(attributes: Record<string, string>, ...elements: XmlElement[]): Promise<string> {
    const answer = this.#last.then(() => this.#postNow(attributes, elements));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #postNow(attributes: Record<string, string>, elements: readonly XmlElement[]): Promise<string> {
    const rid = String((this.#rid += 1));
    const sid = this.#sid !== undefined && { sid: this.#sid };
    const body = xml('body', { ...BODY, rid, ...sid, ...attributes }, ...elements).toString();
    const answer = await fetch(this.#url, { method: 'POST', headers: { 'content-type': 'text/xml; charset=utf-8' }, body });
    const text = await answer.text();
    const isOver = !answer.ok || /^<body[^>]*\stype=['"]terminate['"]/.test(text);
    if (isOver && attributes['type'] !== 'terminate') throw new Error(`${this.#url} ended the session: ${text}`);
    return text;
  }
}
