import { presenceId, type PresenceId, type PresenceState, type PresenceType } from '@lampfield/protocol';
import { XmppPerson, type ShownPresence } from '../xmpp-person.ts';
import type { XmppServer } from '../xmpp-server.ts';
import type { SitePart } from './site-part.ts';
import { SITE_PEOPLE, type SitePerson } from './site-people.ts';

/** What somebody does: shows himself so, or (without a presence) stays away. */
export interface Doing {
  readonly presence?: ShownPresence;
  /** What that is to others. */
  readonly state: PresenceState;
}

/** What an {@link XmppPart} is made of. */
export interface XmppPartPlan {
  readonly type: PresenceType;
  readonly server: XmppServer;
  /** Its entry of `sources`. */
  readonly yaml: string;
  /** What the person does after so many starts of the server, from 1. */
  readonly doingOf: (person: SitePerson, start: number) => Doing;
}

/** An XMPP server whose people are gone with it, and do something else when it is back. */
export class XmppPart implements SitePart {
  readonly type: PresenceType;
  readonly yaml: string;
  readonly truth = new Map<PresenceId, PresenceState>();
  readonly #plan: XmppPartPlan;
  readonly #people: XmppPerson[] = [];
  #starts = 0;

  private constructor(plan: XmppPartPlan) {
    this.type = plan.type;
    this.yaml = plan.yaml;
    this.#plan = plan;
  }

  /** Takes the running server over: it is stopped with the part. */
  static async start(plan: XmppPartPlan): Promise<XmppPart> {
    const part = new XmppPart(plan);
    try {
      await part.#logIn();
      return part;
    } catch (error) {
      await part.stop();
      throw error;
    }
  }

  async crash(): Promise<void> {
    await this.#plan.server.crash();
    this.#vanish();
  }

  async comeBack(): Promise<void> {
    await this.#plan.server.startAgain();
    await this.#logIn();
  }

  async stop(): Promise<void> {
    this.#vanish();
    await this.#plan.server.stop();
  }

  #vanish(): void {
    for (const person of this.#people.splice(0)) person.vanish();
  }

  async #logIn(): Promise<void> {
    const { type, server, doingOf } = this.#plan;
    this.#starts += 1;
    for (const person of SITE_PEOPLE) {
      const { username } = person;
      const { presence, state } = doingOf(person, this.#starts);
      if (presence !== undefined) this.#people.push(await XmppPerson.login(server, { username, presence }));
      this.truth.set(presenceId(`${username}@${server.domain}`, type), state);
    }
  }
}
