import type { Contact, ParsedPresenceId, PresenceId } from '@lampfield/protocol';
import { Type, type Static } from '@sinclair/typebox';
import { createContactMapper, type DetailRules, type MapContact } from '../../core/contact-mapper.ts';
import { inDisplayOrder } from '../../core/contact-order.ts';
import { makeSearchable, matchesQuery, parseDirectoryQuery, type SearchableValues } from '../../core/directory-query.ts';
import { PresentityOwners } from '../../core/presentity-owners.ts';
import type { ConnectorContext, DirectoryConnector } from '../../ports/connector.ts';
import type { Directory, DirectoryPage, FoundPresentity } from '../../ports/directory.ts';
import { detailOptions } from '../detail-options.ts';
import { inventPeople, type DemoPerson } from './demo-people.ts';

const DEMO_DIRECTORY_OPTIONS = Type.Object({
  size: Type.Integer({ minimum: 1, maximum: 100_000, default: 200, description: 'How many people there are.' }),
  seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, default: 1, description: 'The same seed gives the same people.' }),
  details: detailOptions('phone (JTAPI), mail (EXCHANGE), chat (CUPS) and department'),
});

/** Those that the embedded default has simulators for. */
const DEFAULT_DEMO_DETAILS: DetailRules = {
  phone: { attribute: 'telephoneNumber', label: 'Phone', presence: 'JTAPI' },
  mail: { attribute: 'mail', label: 'Mail', presence: 'EXCHANGE' },
  chat: { attribute: 'uid', label: 'Chat', presence: 'CUPS', identifier: '{value}@example.org' },
  department: { attribute: 'ou', label: 'Department' },
};

/** Invented people, for trying things out: nothing outside is needed. */
export const demoDirectory: DirectoryConnector<typeof DEMO_DIRECTORY_OPTIONS> = {
  name: 'demo',
  options: DEMO_DIRECTORY_OPTIONS,
  create: (info, options, context) => new DemoDirectory(info, options, context),
};

class DemoDirectory implements Directory {
  readonly id: string;
  readonly name: string;
  readonly #people: readonly DemoPerson[];
  readonly #searchable: readonly SearchableValues[];
  readonly #toContact: MapContact;
  #owners: PresentityOwners | undefined;

  constructor(
    info: { readonly id: string; readonly name: string },
    options: Static<typeof DEMO_DIRECTORY_OPTIONS>,
    { canonicalize }: ConnectorContext,
  ) {
    this.id = info.id;
    this.name = info.name;
    this.#people = inventPeople(options.size, options.seed);
    this.#searchable = this.#people.map((person) =>
      makeSearchable([fullName(person), person.familyName, person.givenName, person.mail], [person.phone]),
    );
    this.#toContact = createContactMapper(options.details ?? DEFAULT_DEMO_DETAILS, canonicalize);
  }

  search(query: string, limit: number, signal: AbortSignal): Promise<DirectoryPage> {
    return new Promise((resolve) => {
      signal.throwIfAborted();
      const words = parseDirectoryQuery(query);
      const found = words.length === 0 ? [] : this.#people.filter((_, index) => this.#isFound(index, words));
      const contacts = found.slice(0, limit).map((person) => this.#contactOf(person));
      resolve({ contacts: inDisplayOrder(contacts), truncated: found.length > limit });
    });
  }

  findPresentities(ids: readonly ParsedPresenceId[]): Promise<ReadonlyMap<PresenceId, FoundPresentity>> {
    const { found } = (this.#owners ??= this.#readOwners());
    return Promise.resolve(
      new Map(
        ids.flatMap(({ id }) => {
          const owner = found.get(id);
          return owner === undefined ? [] : [[id, owner] as const];
        }),
      ),
    );
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  #readOwners(): PresentityOwners {
    const owners = new PresentityOwners();
    for (const person of this.#people) owners.take(this.#contactOf(person));
    return owners;
  }

  #isFound(index: number, words: ReturnType<typeof parseDirectoryQuery>): boolean {
    const values = this.#searchable[index];
    return values !== undefined && matchesQuery(words, values);
  }

  #contactOf(person: DemoPerson): Contact {
    return this.#toContact({ id: person.uid, displayName: fullName(person), attributes: attributesOf(person) });
  }
}

function fullName({ givenName, familyName }: DemoPerson): string {
  return `${givenName} ${familyName}`;
}

/** By the names that an LDAP directory would have for them, so that the same details fit both. */
function attributesOf({ uid, department, phone, mail }: DemoPerson): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ['uid', [uid]],
    ['ou', [department]],
    ['telephonenumber', [phone]],
    ['mail', [mail]],
  ]);
}
