import type { Contact, ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import { AndFilter, FilterParser, type Filter } from 'ldapts';
import { createContactMapper, type DetailRules, type MapContact } from '../../core/contact-mapper.ts';
import { inDisplayOrder } from '../../core/contact-order.ts';
import { makeSearchable, matchesQuery, parseDirectoryQuery, type QueryWord } from '../../core/directory-query.ts';
import { findValue, type LdapEntry } from '../../ldap/ldap-entry.ts';
import type { OnEntry, SearchEnd } from '../../ldap/ldap-connection.ts';
import { LdapSession } from '../../ldap/ldap-session.ts';
import type { ConnectorContext, DirectoryConnector } from '../../ports/connector.ts';
import { DirectoryUnavailableError, type Directory, type DirectoryPage, type FoundPresentity } from '../../ports/directory.ts';
import { DEFAULT_LDAP_DETAILS, LDAP_DIRECTORY_OPTIONS, type LdapDirectoryOptions } from './ldap-directory-options.ts';
import { PresentityLookup } from './presentity-lookup.ts';
import { looseFilter, typedFilter, type SearchedAttributes } from './search-filters.ts';

/** People in an LDAP directory. */
export const ldapDirectory: DirectoryConnector<typeof LDAP_DIRECTORY_OPTIONS> = {
  name: 'ldap',
  options: LDAP_DIRECTORY_OPTIONS,
  create: (info, options, context) => new LdapDirectory(info, options, context),
};

const NOTHING: DirectoryPage = { contacts: [], truncated: false };

class LdapDirectory implements Directory {
  readonly id: string;
  readonly name: string;
  readonly #options: LdapDirectoryOptions;
  readonly #session: LdapSession;
  readonly #baseFilter: Filter;
  readonly #searched: SearchedAttributes;
  readonly #wanted: readonly string[];
  readonly #toContact: MapContact;
  readonly #lookup: PresentityLookup;

  constructor(info: { readonly id: string; readonly name: string }, options: LdapDirectoryOptions, context: ConnectorContext) {
    this.id = info.id;
    this.name = info.name;
    this.#options = options;
    this.#session = new LdapSession(options, context);
    this.#baseFilter = FilterParser.parseString(options.filter);
    this.#searched = partAttributes(options);
    const details = options.details ?? DEFAULT_LDAP_DETAILS;
    this.#wanted = wantedAttributes(options, details);
    this.#toContact = createContactMapper(details, context.canonicalize);
    const find = this.#find.bind(this);
    this.#lookup = new PresentityLookup(details, (filter, onContact) =>
      find({ filter, sizeLimit: options.sizeLimit }, onContact, NEVER),
    );
  }

  /**
   * First what was typed, with the server's indexes; then, if there is room, what was meant: accents folded, numbers punctuated otherwise. The latter finds too
   * much, which is compared here, and ends when enough is found.
   */
  async search(query: string, limit: number, signal: AbortSignal): Promise<DirectoryPage> {
    signal.throwIfAborted();
    const words = parseDirectoryQuery(query);
    const typed = typedFilter(words, this.#searched);
    const loose = looseFilter(words, this.#searched, this.#options.foldAccents);
    if (typed === undefined) return NOTHING;
    const found = new Map<string, Contact>();
    const asTyped = { filter: typed, sizeLimit: Math.min(limit + 1, this.#options.sizeLimit) };
    let end = await this.#find(asTyped, this.#collect(found, limit), signal);
    if (end === 'complete' && found.size <= limit && loose !== undefined) {
      const asMeant = { filter: loose, sizeLimit: this.#options.sizeLimit };
      end = await this.#find(asMeant, this.#collect(found, limit, words), signal);
    }
    const contacts = inDisplayOrder([...found.values()].slice(0, limit));
    return { contacts, truncated: end !== 'complete' || found.size > limit };
  }

  async findPresentities(ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, FoundPresentity>> {
    return await this.#lookup.find(ids);
  }

  stop(): Promise<void> {
    this.#session.stop();
    return Promise.resolve();
  }

  /** Takes in entries until there is one more than the limit. With words, only those that have them all. */
  #collect(found: Map<string, Contact>, limit: number, words?: readonly QueryWord[]): OnContact {
    return (contact, entry) => {
      if (words === undefined || matchesQuery(words, this.#searchable(entry))) found.set(contact.id, contact);
      return found.size <= limit;
    };
  }

  #searchable({ attributes }: LdapEntry): ReturnType<typeof makeSearchable> {
    const { names, addresses, numbers } = this.#searched;
    const valuesOf = (wanted: readonly string[]): string[] => wanted.flatMap((name) => attributes.get(name.toLowerCase()) ?? []);
    return makeSearchable(valuesOf([...names, ...addresses]), valuesOf(numbers));
  }

  async #find(search: FilterSearch, onContact: OnContact, signal: AbortSignal): Promise<SearchEnd> {
    const { baseDn, scope } = this.#options;
    const filter = new AndFilter({ filters: [this.#baseFilter, search.filter] });
    const onEntry: OnEntry = (entry) => onContact(this.#readContact(entry), entry);
    try {
      return await this.#session.search(
        { baseDn, scope, filter, attributes: this.#wanted, sizeLimit: search.sizeLimit },
        onEntry,
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : 'unknown';
      throw new DirectoryUnavailableError(`The directory ${this.id} cannot be asked: ${reason}`, { cause: error });
    }
  }

  #readContact(entry: LdapEntry): Contact {
    const id = findValue(entry, this.#options.idAttribute) ?? entry.dn;
    const displayName = findValue(entry, this.#options.displayNameAttribute) ?? entry.dn;
    return this.#toContact({ id, displayName, attributes: entry.attributes });
  }
}

/** Called with every contact found; false ends the search. */
type OnContact = (contact: Contact, entry: LdapEntry) => boolean;

interface FilterSearch {
  readonly filter: Filter;
  readonly sizeLimit: number;
}

/** Look-ups belong to no caller that could lose interest; they end when the directory stops. */
const NEVER = new AbortController().signal;

/** Attributes whose values are addresses, by their syntax or by custom. */
const ADDRESS_ATTRIBUTES = [
  'mail',
  'uid',
  'samaccountname',
  'userprincipalname',
  'proxyaddresses',
  'msrtcsip-primaryuseraddress',
];

function partAttributes({ searchAttributes, numberAttributes }: LdapDirectoryOptions): SearchedAttributes {
  const lowerNumbers = numberAttributes.map((name) => name.toLowerCase());
  const numbers = searchAttributes.filter((name) => lowerNumbers.includes(name.toLowerCase()));
  const texts = searchAttributes.filter((name) => !numbers.includes(name));
  const addresses = texts.filter((name) => ADDRESS_ATTRIBUTES.includes(name.toLowerCase()));
  return { names: texts.filter((name) => !addresses.includes(name)), addresses, numbers };
}

function wantedAttributes(options: LdapDirectoryOptions, details: DetailRules): string[] {
  const ofDetails = Object.values(details).map(({ attribute }) => attribute);
  return [...new Set([options.idAttribute, options.displayNameAttribute, ...options.searchAttributes, ...ofDetails])];
}
