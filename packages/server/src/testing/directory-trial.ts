import { parsePresenceId, type Contact, type ParsedPresenceId, type PresenceId } from '@lampfield/protocol';
import { createCanonicalizer } from '../core/canonical-identifier.ts';
import type { DetailRules } from '../core/contact-mapper.ts';
import { inventPeople, type DemoPerson } from '../directories/demo/demo-people.ts';
import type { Directory, DirectoryPage } from '../ports/directory.ts';

/** Who has to be in a directory under test: its ids are their `uid`, its display names first name and last name. */
export const CONTRACT_PEOPLE: readonly DemoPerson[] = inventPeople(200, 1);

/** The details that a directory under test has to be configured with; attributes by their LDAP names. */
export const CONTRACT_DETAILS: DetailRules = {
  phone: { attribute: 'telephoneNumber', label: 'Phone', presence: 'JTAPI' },
  mail: { attribute: 'mail', label: 'Mail', presence: 'EXCHANGE' },
  chat: { attribute: 'uid', label: 'Chat', presence: 'CUPS', identifier: '{value}@example.org' },
};

/** How a directory under test has to make identifiers canonical: numbers become the last four digits. */
export const CONTRACT_CANONICALIZE = createCanonicalizer({ normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }] });

/** Asks a directory under test. */
export class DirectoryTrial {
  readonly directory: Directory;

  constructor(directory: Directory) {
    this.directory = directory;
  }

  page(query: string, limit = 200): Promise<DirectoryPage> {
    return this.directory.search(query, limit, new AbortController().signal);
  }

  async contacts(query: string): Promise<readonly Contact[]> {
    return (await this.page(query)).contacts;
  }

  async ids(query: string): Promise<string[]> {
    return (await this.contacts(query)).map(({ id }) => id);
  }

  /** Expects exactly the people who are meant, and at least one. */
  async expectFound(query: string, isMeant: (person: DemoPerson) => boolean): Promise<void> {
    const meant = CONTRACT_PEOPLE.filter(isMeant).map(({ uid }) => uid);
    expect(meant).not.toEqual([]);
    expect((await this.ids(query)).sort()).toEqual(meant.sort());
  }
}

/** The n-th of {@link CONTRACT_PEOPLE}. */
export function getPerson(index: number): DemoPerson {
  const person = CONTRACT_PEOPLE[index];
  if (person === undefined) throw new RangeError(`There is no person ${String(index)}`);
  return person;
}

/** What a directory under test has to make of a person. */
export function expectedContact({ uid, givenName, familyName, phone, mail }: DemoPerson): Contact {
  const line = phone.slice(-4);
  return {
    id: uid,
    displayName: `${givenName} ${familyName}`,
    details: {
      phone: { label: 'Phone', value: phone, presence: { id: `${line}_JTAPI`, identifier: line, type: 'JTAPI' } },
      mail: { label: 'Mail', value: mail, presence: { id: `${mail}_EXCHANGE`, identifier: mail, type: 'EXCHANGE' } },
      chat: {
        label: 'Chat',
        value: uid,
        presence: { id: `${uid}@example.org_CUPS`, identifier: `${uid}@example.org`, type: 'CUPS' },
      },
    },
  };
}

/** Takes ids apart that have to be valid. */
export function parseAll(ids: readonly PresenceId[]): ParsedPresenceId[] {
  return ids.map((id) => {
    const parsed = parsePresenceId(id);
    if (typeof parsed === 'string') throw new TypeError(`${id}: ${parsed}`);
    return parsed;
  });
}
