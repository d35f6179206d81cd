import { Type, type Static } from '@sinclair/typebox';
import { AndFilter, EqualityFilter, FilterParser, ResultCodeError, type Filter } from 'ldapts';
import { ATTRIBUTE_NAME } from '../ldap/attribute-name.ts';
import { findValue, type LdapEntry } from '../ldap/ldap-entry.ts';
import { ldapFilterOption } from '../ldap/ldap-filter-option.ts';
import { LDAP_SERVER_OPTIONS } from '../ldap/ldap-server-options.ts';
import { LdapSession } from '../ldap/ldap-session.ts';
import { openFirstReachable } from '../ldap/open-first-reachable.ts';
import { AuthUnavailableError, type Accounts, type AuthenticatedUser, type Authenticator } from '../ports/authenticator.ts';
import type { AuthMethod, ConnectorContext } from '../ports/connector.ts';
import { LDAP_GROUP_OPTIONS, LdapGroups, MEMBER_OF } from './ldap-groups.ts';

const LDAP_AUTH_OPTIONS = Type.Object({
  ...LDAP_SERVER_OPTIONS,
  baseDn: Type.String({
    minLength: 1,
    description: 'Distinguished name below which users are, such as ou=people,dc=example,dc=org.',
  }),
  userAttribute: Type.String({
    ...ATTRIBUTE_NAME,
    default: 'uid',
    description: 'What people type as their name; sAMAccountName in Active Directory.',
  }),
  displayNameAttribute: Type.String({ ...ATTRIBUTE_NAME, default: 'cn', description: 'The name that is shown.' }),
  filter: ldapFilterOption({ default: '(objectClass=person)', description: 'Only entries that match it may sign in.' }),
  ...LDAP_GROUP_OPTIONS,
});

/** Signs people in by the password of their directory entry: the server binds as them. */
export const ldapAuth: AuthMethod<typeof LDAP_AUTH_OPTIONS> = {
  name: 'ldap',
  options: LDAP_AUTH_OPTIONS,
  create: (options, context) => new LdapAuthenticator(options, context),
};

/** Longer names are not asked for. */
const MAX_USERNAME_LENGTH = 256;

/**
 * How a server says that this account or password will not do (RFC 4511, appendix A): no such entry any more, a constraint (locked, expired), no password
 * at all, the wrong one, unwilling (disabled).
 */
const REFUSALS: readonly number[] = [32, 19, 48, 49, 53];

class LdapAuthenticator implements Authenticator {
  readonly #options: Static<typeof LDAP_AUTH_OPTIONS>;
  readonly #context: ConnectorContext;
  readonly #session: LdapSession;
  readonly #groups: LdapGroups;
  readonly #baseFilter: Filter;
  readonly accounts: Accounts;
  readonly #stopping = new AbortController();

  constructor(options: Static<typeof LDAP_AUTH_OPTIONS>, context: ConnectorContext) {
    this.#options = options;
    this.#context = context;
    this.#session = new LdapSession(options, context);
    this.#groups = new LdapGroups(options, this.#session);
    this.#baseFilter = FilterParser.parseString(options.filter);
    this.accounts = { recheckMs: options.recheckSeconds * 1000, find: (username) => this.#findAccount(username) };
  }

  async authenticate(username: string, password: string): Promise<AuthenticatedUser | undefined> {
    const typed = username.trim();
    if (typed === '' || typed.length > MAX_USERNAME_LENGTH || password === '') return undefined;
    return orUnavailable('for passwords', async () => {
      const entry = await this.#findEntry(typed);
      const username = entry && this.#readUsername(entry);
      if (entry === undefined || username === undefined || !(await this.#isPassword(entry.dn, password))) return undefined;
      return this.#readUser(entry, username);
    });
  }

  stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    this.#session.stop();
    return Promise.resolve();
  }

  /** The one entry of that name; with two, nobody knows whose password to ask for. */
  async #findEntry(username: string): Promise<LdapEntry | undefined> {
    const { baseDn, userAttribute, displayNameAttribute } = this.#options;
    const filter = new AndFilter({
      filters: [this.#baseFilter, new EqualityFilter({ attribute: userAttribute, value: username })],
    });
    const attributes = [userAttribute, displayNameAttribute, MEMBER_OF];
    const byDn = new Map<string, LdapEntry>();
    const search = { baseDn, scope: 'sub' as const, filter, attributes, sizeLimit: 2 };
    await this.#session.search(search, (entry) => byDn.set(entry.dn, entry).size < 2, this.#stopping.signal);
    if (byDn.size > 1) this.#context.log.warn({ userAttribute }, 'sign-in refused: more than one entry has this user name');
    return byDn.size === 1 ? [...byDn.values()][0] : undefined;
  }

  /** Of somebody who has signed in, by the name that he was given then. */
  #findAccount(username: string): Promise<AuthenticatedUser | undefined> {
    return orUnavailable('for accounts', async () => {
      const entry = await this.#findEntry(username);
      return entry === undefined ? undefined : this.#readUser(entry, username);
    });
  }

  /** Of several names the first in order, so that a user is the same one whichever of them he typed. */
  #readUsername(entry: LdapEntry): string | undefined {
    const values = entry.attributes.get(this.#options.userAttribute.toLowerCase()) ?? [];
    return values.map((value) => value.normalize('NFC').toLowerCase()).sort()[0];
  }

  async #readUser(entry: LdapEntry, username: string): Promise<AuthenticatedUser> {
    const groups = await this.#groups.find(entry, username, this.#stopping.signal);
    return { username, displayName: findValue(entry, this.#options.displayNameAttribute) ?? username, groups };
  }

  /** Asks by signing in, on a connection of its own that is closed whatever comes of it. */
  async #isPassword(dn: string, password: string): Promise<boolean> {
    try {
      const connection = await openFirstReachable({ options: this.#options, dn, password }, this.#context, this.#stopping.signal);
      connection.close();
      return true;
    } catch (error) {
      if (!(error instanceof ResultCodeError) || !REFUSALS.includes(error.code)) throw error;
      this.#context.log.debug({ code: error.code }, 'sign-in refused by the directory');
      return false;
    }
  }
}

async function orUnavailable<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new AuthUnavailableError(`The directory cannot be asked ${what}: ${reason}`, { cause: error });
  }
}
