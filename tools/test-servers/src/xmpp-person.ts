import { createXmppClient, xml, type XmlElement, type XmppClient } from './xmpp-client-facade.ts';
import { passwordOf, type XmppAccount, type XmppServer } from './xmpp-server.ts';

/** What a person does when somebody asks to see his presence. */
export type RequestAnswer = 'accept' | 'deny' | 'ignore';

/** How a person shows himself. */
export interface ShownPresence {
  /** Absent: plainly available. */
  readonly show?: 'chat' | 'away' | 'xa' | 'dnd';
  readonly status?: string;
  /** Default 0. */
  readonly priority?: number;
}

/** How a person logs in. */
export interface PersonOptions extends XmppAccount {
  /** Default `desk`. */
  readonly resource?: string;
  /** Default `accept`. */
  readonly answer?: RequestAnswer;
  /** Shown from the start; `invisible` sends no presence at all: the client is connected, the person is not there. */
  readonly presence?: ShownPresence | 'invisible';
}

/** An entry of a person's own contact list. */
export interface RosterItem {
  readonly jid: string;
  readonly subscription: string;
  readonly ask?: string;
  readonly groups: readonly string[];
}

/** Patience with each step of a login: many people log in at once on a machine that does other things as well. Milliseconds. */
const STEP_TIMEOUT_MS = 10_000;
/** And with each step of signing out; a server that has gone answers nothing. Milliseconds. */
const CLOSE_TIMEOUT_MS = 500;

const ROSTER_NAMESPACE = 'jabber:iq:roster';
const STREAMS_NAMESPACE = 'http://etherx.jabber.org/streams';
const STREAM_MANAGEMENT_NAMESPACE = 'urn:xmpp:sm:3';

/** A person with a real chat client on a real server. */
export class XmppPerson {
  /** Bare address. */
  readonly jid: string;
  /** What he does about further requests; requests that already came are not answered again. */
  answer: RequestAnswer;
  /** Bare addresses that asked to see his presence, in the order they came; a repeated request is there again. */
  readonly requests: string[] = [];
  /** Every presence he was sent, as text: `<from> <type or show>`. */
  readonly seen: string[] = [];
  readonly #client: XmppClient;

  private constructor(jid: string, answer: RequestAnswer, client: XmppClient) {
    this.jid = jid;
    this.answer = answer;
    this.#client = client;
    client.on('stanza', (stanza) => this.#read(stanza));
  }

  /** Logs in and shows the presence. Rejects when the server refuses him. */
  static async login(server: Pick<XmppServer, 'service' | 'domain'>, options: PersonOptions): Promise<XmppPerson> {
    const { service, domain } = server;
    const { username, resource = 'desk', answer = 'accept', presence = {} } = options;
    const client = createXmppClient({
      service,
      domain,
      resource,
      timeout: STEP_TIMEOUT_MS,
      // PLAIN where it is offered: thousands of hash rounds for each of many people would be most of a test's time.
      credentials: (authenticate, mechanisms) =>
        authenticate({ username, password: passwordOf(options) }, mechanisms.includes('PLAIN') ? 'PLAIN' : mechanisms[0]),
    });
    const person = new XmppPerson(`${username}@${domain}`, answer, client);
    try {
      await goOnline(client, service, domain);
    } catch (error) {
      person.vanish();
      throw error;
    }
    client.timeout = CLOSE_TIMEOUT_MS;
    // As every client does. Servers tell answers to subscription requests only to clients that have asked for the contact list.
    await person.roster();
    if (presence !== 'invisible') await person.show(presence);
    return person;
  }

  /** Shows himself this way to everybody who may see it. */
  async show(presence: ShownPresence): Promise<void> {
    await this.#client.send(presenceElement(presence));
  }

  /** Shows himself to one address only, whether it asked or not. */
  async showTo(jid: string, { show, status }: ShownPresence): Promise<void> {
    await this.#client.send(xml('presence', { to: jid }, ...elementsOf({ show, status })));
  }

  /** Sends one of the presence stanzas that manage subscriptions (RFC 6121, section 3). */
  async send(type: 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed', jid: string): Promise<void> {
    await this.#client.send(xml('presence', { type, to: jid }));
  }

  /** Sends a chat message. */
  async message(jid: string, body: string): Promise<void> {
    await this.#client.send(xml('message', { type: 'chat', to: jid }, xml('body', {}, body)));
  }

  /** His contact list, as the server has it. */
  async roster(): Promise<RosterItem[]> {
    const answer = await this.#client.iqCaller.request(xml('iq', { type: 'get' }, xml('query', { xmlns: ROSTER_NAMESPACE })));
    const items = answer.getChild('query', ROSTER_NAMESPACE)?.getChildren('item') ?? [];
    return items.map(readRosterItem);
  }

  /** Adds a contact to his list or changes its groups; asks nobody. */
  async setRosterItem(jid: string, groups: readonly string[]): Promise<void> {
    await this.#changeRoster(xml('item', { jid }, ...groups.map((group) => xml('group', {}, group))));
  }

  /** Takes a contact off his list. */
  async removeRosterItem(jid: string): Promise<void> {
    await this.#changeRoster(xml('item', { jid, subscription: 'remove' }));
  }

  /** Signs out in good order. */
  async leave(): Promise<void> {
    await this.#client.stop();
  }

  /** His machine goes away without a word. */
  vanish(): void {
    this.#client.socket?.destroy?.();
  }

  async #changeRoster(item: XmlElement): Promise<void> {
    await this.#client.iqCaller.request(xml('iq', { type: 'set' }, xml('query', { xmlns: ROSTER_NAMESPACE }, item)));
  }

  #read(stanza: XmlElement): void {
    if (stanza.name !== 'presence') return;
    const { from = '', type } = stanza.attrs;
    this.seen.push(`${from} ${type ?? stanza.getChild('show')?.text() ?? 'available'}`);
    if (type !== 'subscribe') return;
    this.requests.push(from);
    if (this.answer === 'ignore') return;
    this.send(this.answer === 'accept' ? 'subscribed' : 'unsubscribed', from).catch(() => {
      // He is being logged out; whoever asked sees that anyway.
    });
  }
}

async function goOnline(client: XmppClient, service: string, domain: string): Promise<void> {
  client.reconnect.stop();
  // The library acknowledges more than it got in some orders of events, and the server then ends the stream; people can do without.
  client.prependListener('element', (element) => {
    if (element.is('features', STREAMS_NAMESPACE)) element.remove('sm', STREAM_MANAGEMENT_NAMESPACE);
  });
  const online = new Promise<void>((resolve, reject) => {
    client.on('online', resolve);
    client.on('error', reject);
  });
  await Promise.all([online, client.connect(service).then(() => client.open({ domain }))]);
}

/** The stanza that tells everybody who may see it. */
export function presenceElement({ show, status, priority }: ShownPresence): XmlElement {
  const parts = { show, status, priority: priority === undefined ? undefined : String(priority) };
  return xml('presence', { xmlns: 'jabber:client' }, ...elementsOf(parts));
}

function elementsOf(parts: Readonly<Record<string, string | undefined>>): XmlElement[] {
  return Object.entries(parts).flatMap(([name, text]) => (text === undefined ? [] : [xml(name, {}, text)]));
}

function readRosterItem(item: XmlElement): RosterItem {
  const { jid = '', subscription = 'none', ask } = item.attrs;
  const groups = item.getChildren('group').map((group) => group.text());
  return { jid, subscription, groups, ...(ask !== undefined && { ask }) };
}
