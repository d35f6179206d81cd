import { presenceId, type PresenceId, type PresenceState } from '@lampfield/protocol';
import { startProsody, type ProsodyServer } from '../prosody.ts';
import { XmppPerson, type ShownPresence } from '../xmpp-person.ts';
import type { SitePart } from './site-part.ts';
import { SITE_CHAT_DOMAIN, SITE_PEOPLE } from './site-people.ts';

const ACCOUNT = 'lampfield';

/** What people show, each the next one after a crash. */
const SHOWN: readonly { readonly presence: ShownPresence; readonly state: PresenceState }[] = [
  { presence: {}, state: 'AVAILABLE' },
  { presence: { show: 'away' }, state: 'AWAY' },
  { presence: { show: 'dnd' }, state: 'DND' },
];

/** A prosody where everybody is logged in. */
export class ChatPart implements SitePart {
  readonly type = 'CUPS';
  readonly truth = new Map<PresenceId, PresenceState>();
  readonly #server: ProsodyServer;
  #people: XmppPerson[] = [];
  #turn = 0;

  private constructor(server: ProsodyServer) {
    this.#server = server;
  }

  static async start(): Promise<ChatPart> {
    const accounts = [ACCOUNT, ...SITE_PEOPLE.map(({ username }) => username)].map((username) => ({ username }));
    const part = new ChatPart(await startProsody({ domain: SITE_CHAT_DOMAIN, accounts }));
    try {
      await part.#logIn();
      return part;
    } catch (error) {
      await part.stop();
      throw error;
    }
  }

  get yaml(): string {
    const account = `domain: ${SITE_CHAT_DOMAIN}, username: ${ACCOUNT}, password: ${ACCOUNT}`;
    return `  CUPS: { type: xmpp, service: "${this.#server.service}", ${account}, pingSeconds: 1, pingTimeoutSeconds: 2 }\n`;
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
      const shown = SHOWN[(index + this.#turn) % SHOWN.length];
      if (shown === undefined) throw new Error('there is nothing to show');
      this.#people.push(await XmppPerson.login(this.#server, { username, presence: shown.presence }));
      this.truth.set(presenceId(`${username}@${SITE_CHAT_DOMAIN}`, this.type), shown.state);
    }
  }
}
