import { parsePresenceId, type Contact, type ParsedPresenceId, type PresenceId } from '@lampfield/protocol';
import { createCanonicalizer } from '../core/canonical-identifier.ts';
import type { DetailRules } from '../core/contact-mapper.ts';
import { inventPeople, type DemoPerson } from '../directories/demo/demo-people.ts';
import type { Directory } from '../ports/directory.ts';

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

/** What every directory has to do. The directory is set up once and stopped at the end. */
export function describeDirectoryContract(name: string, setUp: () => Promise<Directory>): void {
  describe(`${name} as a directory`, () => {
    let directory: Directory;
    const search = async (query: string, limit = 200): Promise<readonly Contact[]> =>
      (await directory.search(query, limit, new AbortController().signal)).contacts;
    const namesOf = async (query: string): Promise<string[]> => (await search(query)).map(({ displayName }) => displayName);
    const isEverybodyNamed = async (query: string, isMeant: (person: DemoPerson) => boolean): Promise<void> => {
      const meant = CONTRACT_PEOPLE.filter(isMeant).map(({ uid }) => uid);
      expect(meant.length).toBeGreaterThan(0);
      expect((await search(query)).map(({ id }) => id).sort()).toEqual(meant.sort());
    };

    beforeAll(async () => {
      directory = await setUp();
    });

    afterAll(() => directory.stop());

    it.each([
      ['Černý', 'Černý'],
      ['černý', 'Černý'],
      ['cerny', 'Černý'],
      ['CERNY', 'Černý'],
      ['yildiz', 'Yıldız'],
      ['szabo', 'Szabó'],
      ['muller', 'Müller'],
      ['mueller', 'Müller'],
      ['Müller', 'Müller'],
      ['weiss', 'Weiß'],
      ['walesa', 'Wałęsa'],
      ['ostergaard', 'Østergaard'],
      ["o'brien", "O'Brien"],
      ['o’brien', "O'Brien"],
      ['jablonska', 'Jabłońska'],
    ])('%s finds everybody of the name %s', async (query, familyName) => {
      await isEverybodyNamed(query, (person) => person.familyName === familyName);
    });

    it('finds all words, in any order and any form', async () => {
      const person = getPerson(0);
      const full = `${person.givenName} ${person.familyName}`;
      expect(await namesOf(full)).toContain(full);
      expect(await namesOf(`${person.familyName}, ${person.givenName}`)).toContain(full);
      expect(await namesOf(`  ${person.givenName.slice(0, 4)}*  ${person.familyName.slice(-3)} `)).toContain(full);
      expect(await namesOf(`${full} nobodyelse`)).toEqual([]);
    });

    it('finds a number however it is written, whole or in part', async () => {
      for (const person of CONTRACT_PEOPLE.slice(0, 6)) {
        const digits = person.phone.replace(/\D/g, '');
        const line = digits.slice(-4);
        for (const query of [person.phone, digits, `+${digits}`, `00${digits}`, `${line.slice(0, 2)}-${line.slice(2)}`, `1000 ${line}`, line]) {
          expect([query, (await search(query)).map(({ id }) => id)]).toEqual([query, [person.uid]]);
        }
      }
    });

    it('finds a name and a number together', async () => {
      const person = getPerson(7);
      expect((await search(`${person.phone.slice(-4)} ${person.familyName}`)).map(({ id }) => id)).toEqual([person.uid]);
    });

    it('finds a mail address', async () => {
      const person = getPerson(3);
      expect((await search(person.mail)).map(({ id }) => id)).toEqual([person.uid]);
    });

    it('takes one or two characters for the beginning of a value', async () => {
      const starts = (value: string): boolean => value.toLowerCase().startsWith('ko');
      await isEverybodyNamed('ko', ({ givenName, familyName, mail }) => [givenName, familyName, mail].some(starts));
    });

    it.each(['', ' ', '*', '***', '* *', '%', '?', '()', '+', '*)', '(&)', '\u0000'])('finds nothing for %j', async (query) => {
      expect(await directory.search(query, 200, new AbortController().signal)).toEqual({ contacts: [], truncated: false });
    });

    it.each(['a*)(uid=*', ')(objectClass=*', '*)(|(cn=*', 'x\\2a', '(|(cn=*))', 'a\\', 'kovács)(', '#"+,;<>\\=abc', '\ud800abc', '<script>'])(
      'takes %j for text and finds nobody',
      async (query) => {
        expect(await search(query)).toEqual([]);
      },
    );

    it('is not impressed by length', async () => {
      expect(await search('x'.repeat(10_000))).toEqual([]);
      expect(await search('abc '.repeat(2_000))).toEqual([]);
      expect(await search('9'.repeat(10_000))).toEqual([]);
    });

    it('gives at most as many as asked for, and says whether there were more', async () => {
      const signal = new AbortController().signal;
      const all = await directory.search('example', 200, signal);
      expect(all.contacts).toHaveLength(200);
      expect(all.truncated).toBe(false);
      const most = await directory.search('example', 199, signal);
      expect(most.contacts).toHaveLength(199);
      expect(most.truncated).toBe(true);
      const one = await directory.search('example', 1, signal);
      expect(one.contacts).toHaveLength(1);
      expect(one.truncated).toBe(true);
    });

    it('gives the same order each time, by name', async () => {
      const contacts = await search('example');
      expect(await search('example')).toEqual(contacts);
      const collator = new Intl.Collator('en', { numeric: true });
      const names = contacts.map(({ displayName }) => displayName);
      expect([...names].sort((a, b) => collator.compare(a, b))).toEqual(names);
    });

    it('gives contacts with their details and canonical presentities', async () => {
      const person = getPerson(1);
      const [contact] = await search(person.mail);
      expect(contact).toEqual(expectedContact(person));
    });

    it('keeps many searches at once apart', async () => {
      const people = CONTRACT_PEOPLE.slice(0, 30);
      const found = await Promise.all(people.map(({ mail }) => search(mail)));
      expect(found.map((contacts) => contacts.map(({ id }) => id))).toEqual(people.map(({ uid }) => [uid]));
    });

    it('does not begin what is not wanted any more', async () => {
      const reason = new Error('typed on');
      await expect(directory.search('kovacs', 10, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('knows which presentities its contacts stand for', async () => {
      const known = CONTRACT_PEOPLE.flatMap((person) => Object.values(expectedContact(person).details).map(({ presence }) => presence?.id ?? ''));
      const unknown = ['nobody@example.org_CUPS', 'nobody@example.org_EXCHANGE', '9099_JTAPI', '12_JTAPI', '*_JTAPI', '*@example.org_CUPS'];
      const wrongType = CONTRACT_PEOPLE.slice(0, 5).map(({ uid }) => `${uid}@example.org_XMPP`);
      const found = await directory.findPresentities(parseAll([...unknown, ...known, ...wrongType]));
      expect([...found].sort()).toEqual([...known].sort());
    });

    it('knows none when asked for none', async () => {
      expect(await directory.findPresentities([])).toEqual(new Set());
    });
  });
}

function getPerson(index: number): DemoPerson {
  const person = CONTRACT_PEOPLE[index];
  if (person === undefined) throw new RangeError(`There is no person ${String(index)}`);
  return person;
}

function expectedContact({ uid, givenName, familyName, phone, mail }: DemoPerson): Contact {
  const line = phone.slice(-4);
  return {
    id: uid,
    displayName: `${givenName} ${familyName}`,
    details: {
      phone: { label: 'Phone', value: phone, presence: { id: `${line}_JTAPI`, identifier: line, type: 'JTAPI' } },
      mail: { label: 'Mail', value: mail, presence: { id: `${mail}_EXCHANGE`, identifier: mail, type: 'EXCHANGE' } },
      chat: { label: 'Chat', value: uid, presence: { id: `${uid}@example.org_CUPS`, identifier: `${uid}@example.org`, type: 'CUPS' } },
    },
  };
}

function parseAll(ids: readonly PresenceId[]): ParsedPresenceId[] {
  return ids.map((id) => {
    const parsed = parsePresenceId(id);
    if (typeof parsed === 'string') throw new TypeError(`${id}: ${parsed}`);
    return parsed;
  });
}
