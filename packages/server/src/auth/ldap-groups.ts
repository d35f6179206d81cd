import { Type } from '@sinclair/typebox';
import { FilterParser, type Filter } from 'ldapts';
import type { LdapEntry } from '../ldap/ldap-entry.ts';
import { filledFilter } from '../ldap/filled-filter.ts';
import { ldapFilterOption } from '../ldap/ldap-filter-option.ts';
import type { LdapSession } from '../ldap/ldap-session.ts';

/** Keys of the LDAP sign-in about groups. */
export const LDAP_GROUP_OPTIONS = {
  groupBaseDn: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Distinguished name below which groups are looked for with groupFilter. Default: none are looked for, and the groups are those that the memberOf attribute of the user names (Active Directory has it, OpenLDAP with its overlay).',
    }),
  ),
  groupFilter: ldapFilterOption({
    default: '(member={dn})',
    description:
      'Which groups below groupBaseDn a user is in; {dn} stands for his distinguished name, {username} for his user name. (memberUid={username}) for posixGroup; (member:1.2.840.113556.1.4.1941:={dn}) for groups within groups in Active Directory.',
  }),
  recheckSeconds: Type.Integer({
    minimum: 10,
    maximum: 86_400,
    default: 300,
    description:
      'How often the account and the groups of everybody with a session are looked up again; seconds. Who has left a group loses what it gave, and who has no account any more is signed out.',
  }),
};

/** The attribute in which a directory keeps the groups of an entry itself; operational in most, so it has to be asked for. */
export const MEMBER_OF = 'memberOf';

/** Groups of one user that are read; who is in more is in some that roles do not name. */
const MOST_GROUPS = 2000;

/** What of the options the look-up needs. */
interface GroupOptions {
  readonly groupBaseDn?: string;
  readonly groupFilter: string;
}

/** Reads which groups somebody is in. */
export class LdapGroups {
  readonly #baseDn: string | undefined;
  readonly #filter: Filter;
  readonly #session: LdapSession;

  constructor({ groupBaseDn, groupFilter }: GroupOptions, session: LdapSession) {
    this.#baseDn = groupBaseDn;
    this.#filter = FilterParser.parseString(groupFilter);
    this.#session = session;
  }

  /** Distinguished names. Rejects as a search does. */
  async find(entry: LdapEntry, username: string, signal: AbortSignal): Promise<readonly string[]> {
    const baseDn = this.#baseDn;
    if (baseDn === undefined) return entry.attributes.get(MEMBER_OF.toLowerCase()) ?? [];
    const filter = filledFilter(this.#filter, { dn: entry.dn, username });
    const found = new Set<string>();
    const search = { baseDn, scope: 'sub' as const, filter, attributes: ['1.1'], sizeLimit: MOST_GROUPS };
    await this.#session.search(search, ({ dn }) => found.add(dn).size < MOST_GROUPS, signal);
    return [...found];
  }
}
