import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Writes an answer. */
export type Reply = (response: ServerResponse) => void;

/**
 * A FAKE of a Cisco IM and Presence node's Presence Web Service, REST interface, over real HTTP on the loopback address: no such node was at hand. Strict, after these public pages:
 * - "Presence Web Service" and its cookbook (states, error codes with their HTTP statuses, sample PIDF documents, no chunked bodies)
 *   https://developer.cisco.com/site/im-and-presence/
 * - CiscoDevNet/pws-python-samples (paths, headers, 201 for a session, a forced one by PUT): https://github.com/CiscoDevNet/pws-python-samples
 * What is around the word of basic presence, and the body of an error, is on none of them: made up, and more than one way.
 */
export class PresenceNode {
  /** By chat address: what the answer's body is. Others are UNKNOWN to the node. */
  readonly contacts = new Map<string, string>();
  /** Method and path of everything that came. */
  readonly calls: string[] = [];
  /** Instead of the next answers to questions about contacts. */
  readonly interruptions: Reply[] = [];
  /** Instead of the next answers to signing in. */
  readonly signInInterruptions: Reply[] = [];
  isDown = false;
  /** It takes everything and answers nothing. */
  isSilent = false;
  /** The end user is signed in by somebody else: 409 (code 160), unless it is forced. */
  refusesSecondSession = false;
  /** The application user's password. */
  password = 'se<cr&t';
  readonly #server: Server;
  #applicationKey: string | undefined;
  #endUserKey: string | undefined;
  #keyCount = 0;

  private constructor() {
    this.#server = createServer((message, response) => void this.#answer(message, response));
  }

  static async start(): Promise<PresenceNode> {
    const node = new PresenceNode();
    await new Promise<void>((resolve) => node.#server.listen(0, '127.0.0.1', resolve));
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** As after a restart: no key holds any more. */
  forgetSessions(): void {
    this.#applicationKey = undefined;
    this.#endUserKey = undefined;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isDown) return void message.socket.destroy();
    let body = '';
    for await (const piece of message.setEncoding('utf8')) body += String(piece);
    this.calls.push(`${message.method ?? ''} ${message.url ?? ''}`);
    if (!this.isSilent) this.#replyTo(message, body)(response);
  }

  #replyTo({ method = '', url = '', headers }: IncomingMessage, body: string): Reply {
    if (headers['transfer-encoding'] !== undefined) return refuse(400, 150);
    const key = headers['presence-session-key'];
    const [, kind, contact] = CONTACT.exec(url) ?? [];
    if (method === 'GET' && contact !== undefined) return this.#tell(key, decodeURIComponent(contact), kind === 'basic');
    if (method === 'DELETE') return refuse(key === this.#endUserKey ? 200 : 401, 101);
    return this.signInInterruptions.shift() ?? this.#signIn(`${method} ${url}`, key, body);
  }

  #signIn(call: string, key: unknown, body: string): Reply {
    if (call === 'POST /presence-service/users/application/sessions') return this.#signInApplication(body);
    const isForced = call === 'PUT /presence-service/users/viewer/session';
    if (!isForced && call !== 'POST /presence-service/users/viewer/sessions') return refuse(404, 113);
    if (key === undefined || key !== this.#applicationKey) return refuse(401, 101);
    if (!isForced && this.refusesSecondSession) return refuse(409, 160);
    if (isForced) this.#endUserKey = undefined;
    this.#endUserKey ??= this.#newKey();
    return sendKey(this.#endUserKey);
  }

  #signInApplication(body: string): Reply {
    const isRight = body.includes(`<password>${this.password.replace('&', '&amp;').replace('<', '&lt;')}</password>`);
    if (!isRight) return refuse(400, 114);
    this.#applicationKey = this.#newKey();
    return sendKey(this.#applicationKey);
  }

  #tell(key: unknown, address: string, isBasic: boolean): Reply {
    if (key === undefined || key !== this.#endUserKey) return refuse(401, key === undefined ? 100 : 101);
    const interruption = this.interruptions.shift();
    if (interruption !== undefined) return interruption;
    if (!/^[^@\s]+@[^@\s]+$/.test(address)) return refuse(400, 124);
    const body = this.contacts.get(address) ?? (isBasic ? basicPresence('UNKNOWN') : richPresence(''));
    return (response) => void response.writeHead(200, { 'Content-Type': 'text/xml' }).end(body);
  }

  #newKey(): string {
    this.#keyCount += 1;
    return `beb3bb70-1be2-4d73-90f8-${String(this.#keyCount).padStart(12, '0')}`;
  }
}

const CONTACT = /^\/presence-service\/users\/viewer\/presence\/(basic|rich)\/contacts\/([^/]+)$/;

/** Answers with a status and one of the service's codes. */
export function refuse(status: number, code: number): Reply {
  const body = `<error><code>${String(code)}</code><message>No.</message></error>`;
  return (response) => void response.writeHead(status, { 'Content-Type': 'text/xml' }).end(body);
}

function sendKey(key: string): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<session><sessionKey>${key}</sessionKey><backupServer>192.0.2.2</backupServer></session>`;
  return (response) => void response.writeHead(201, { 'Content-Type': 'text/xml' }).end(body);
}

/** An answer about basic presence. */
export function basicPresence(word: string): string {
  return `<?xml version="1.0"?><presence><contact uri="anna@example.org">${word}</contact></presence>`;
}

/** A PIDF document in the manner of the cookbook's samples: the person's activities, and whether its only device, if there is one, is open. */
export function richPresence(activities: string, basic = ''): string {
  const tuple =
    basic === ''
      ? ''
      : `<tuple id="cisco-upc"><contact priority="0.6"> sip:anna@example.org </contact><status><basic> ${basic} </basic></status></tuple>`;
  const person =
    activities === ''
      ? ''
      : `<person xmlns="urn:cisco:params:xml:ns:pidf:rpid" id="anna"><activities>${activities}</activities></person>`;
  return `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:anna@example.org">${person}${tuple}</presence>`;
}
