import { LDAP_PEOPLE_DN, LDAP_READER_DN, LDAP_READER_PASSWORD, numberedPeople } from '../ldif.ts';
import { startSlapd } from '../slapd.ts';
import type { SitePart } from './site-part.ts';
import { SITE_CHAT_DOMAIN, SITE_PEOPLE, SITE_SESSION_DOMAIN } from './site-people.ts';

/** A slapd with the people who have lamps, and as many who sign in as are asked for: see {@link numberedPeople}. */
export async function startDirectoryPart(attendants: number): Promise<SitePart> {
  const people = SITE_PEOPLE.map(({ username, name, number }) => ({
    ...{ uid: username, cn: name, sn: name, mail: `${username}@example.org`, telephoneNumber: number },
  }));
  const slapd = await startSlapd({ people: [...people, ...numberedPeople(attendants)] });
  const reader = `url: ${slapd.url}, bindDn: "${LDAP_READER_DN}", bindPassword: ${LDAP_READER_PASSWORD}, baseDn: "${LDAP_PEOPLE_DN}"`;
  return {
    yaml: `
auth: { type: ldap, ${reader}, timeoutSeconds: 2 }
directories:
  - type: ldap
    id: site
    ${reader.replaceAll(', ', '\n    ')}
    timeoutSeconds: 2
    details:
      phone: { attribute: telephoneNumber, label: Phone, presence: JTAPI }
      chat: { attribute: uid, label: Chat, presence: CUPS, identifier: "{value}@${SITE_CHAT_DOMAIN}" }
      mail: { attribute: mail, label: Mail, presence: EXCHANGE }
      session: { attribute: uid, label: Session, presence: XMPP, identifier: "{value}@${SITE_SESSION_DOMAIN}" }
`,
    truth: new Map(),
    crash: () => slapd.pause(),
    comeBack: () => slapd.restart(),
    stop: () => slapd.stop(),
  };
}
