import { presenceId, type PresenceId, type PresenceState } from '@lampfield/protocol';
import type { EjabberdServer } from '../ejabberd-node.ts';
import { startEjabberd } from '../ejabberd.ts';
import { XmppPerson } from '../xmpp-person.ts';
import type { SitePart } from './site-part.ts';
import { SITE_PEOPLE, SITE_SESSION_DOMAIN } from './site-people.ts';

/** An ejabberd where every second one is logged in, and after a crash the others. */
export class SessionPart implements SitePart {
  readonly type = 'XMPP';
  readonly truth = new Map<PresenceId, PresenceState>();
  readonly #server: EjabberdServer;
  #people: XmppPerson[] = [];
  #turn = 0;

  private constructor(server: EjabberdServer) {
    this.#server = server;
  }

  static async start(): Promise<SessionPart> {
    const accounts = SITE_PEOPLE.map(({ username }) => ({ username }));
    const part = new SessionPart(await startEjabberd({ domain: SITE_SESSION_DOMAIN, accounts }));
    try {
      await part.#logIn();
      return part;
    } catch (error) {
      await part.stop();
      throw error;
    }
  }

  get yaml(): string {
    const { nodeName, cookieFile, epmdPort } = this.#server;
    return `  XMPP: { type: ejabberd, node: "${nodeName}", cookieFile: ${cookieFile}, epmdPort: ${String(epmdPort)} }\n`;
  }

  async crash(): Promise<void> {
    await this.#server.crash();
    this.#vanish();
  }

  async comeBack(): Promise<void> {
    await this.#server.startAgain();
    await this.#logIn();
  }

  async stop(): Promise<void> {
    this.#vanish();
    await this.#server.stop();
  }

  #vanish(): void {
    for (const person of this.#people.splice(0)) person.vanish();
  }

  async #logIn(): Promise<void> {
    this.#turn += 1;
    for (const { username, index } of SITE_PEOPLE) {
      const isThere = (index + this.#turn) % 2 === 0;
      if (isThere) this.#people.push(await XmppPerson.login(this.#server, { username }));
      this.truth.set(presenceId(`${username}@${SITE_SESSION_DOMAIN}`, this.type), isThere ? 'AVAILABLE' : 'OFFLINE');
    }
  }
}
