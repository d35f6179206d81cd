import type { PresenceId, PresenceState } from '@lampfield/protocol';
import type { FleetPeople } from '../console-fleet.ts';
import { startChatPart } from './chat-part.ts';
import { startDirectoryPart } from './directory-part.ts';
import { PhonePart } from './phone-part.ts';
import { startSessionPart } from './session-part.ts';
import type { SitePart } from './site-part.ts';
import { SITE_PEOPLE_SEARCH } from './site-people.ts';

/** What can be taken away from the server under test. */
export type SitePartName = 'slapd' | 'kamailio' | 'prosody' | 'ejabberd';

/** Who signs in at a {@link RealSite}, and whose lamps are shown. */
export const SITE_FLEET: FleetPeople = {
  accountOf: (index) => ({ username: `user${String(index + 1)}`, password: `password-of-user${String(index + 1)}` }),
  directory: 'site',
  search: SITE_PEOPLE_SEARCH,
};

/** An organisation with what Lampfield talks to, for real: its directory, phones, chat and the sessions of its cluster. */
export class RealSite {
  readonly parts: Readonly<Record<SitePartName, SitePart>>;

  private constructor(parts: Record<SitePartName, SitePart>) {
    this.parts = parts;
  }

  /** Starts all of it; as many people can sign in as are asked for, by the names of `numberedPeople`. */
  static async start(attendants: number): Promise<RealSite> {
    const started: SitePart[] = [];
    const begin = async <P extends SitePart>(starting: Promise<P>): Promise<P> => {
      const part = await starting;
      started.push(part);
      return part;
    };
    try {
      return new RealSite({
        slapd: await begin(startDirectoryPart(attendants)),
        kamailio: await begin(PhonePart.start()),
        prosody: await begin(startChatPart()),
        ejabberd: await begin(startSessionPart()),
      });
    } catch (error) {
      await Promise.all(started.map((part) => part.stop()));
      throw error;
    }
  }

  /** Sign-in, directory and sources, for a configuration file. Calendars are invented: something always changes. */
  get yaml(): string {
    const { slapd, kamailio, prosody, ejabberd } = this.parts;
    return `${slapd.yaml}sources:\n${kamailio.yaml}${prosody.yaml}${ejabberd.yaml}  EXCHANGE: { type: simulator, rate: 20 }\n`;
  }

  /** What everybody does at this moment, known from them and not from the server under test. */
  truth(): Map<PresenceId, PresenceState> {
    return new Map(Object.values(this.parts).flatMap((part) => [...part.truth]));
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.parts).map((part) => part.stop()));
  }
}
