import { presentitiesOf } from '../core/contact-mapper.ts';
import type { Directory } from '../ports/directory.ts';
import { CONTRACT_PEOPLE, DirectoryTrial, expectedContact, getPerson, parseAll } from './directory-trial.ts';

type GetTrial = () => DirectoryTrial;

/**
 * The suite that every directory has to pass, to be called from a spec file. The directory has the people, details and identifiers of `directory-trial.ts`.
 *
 * @param setUp called once; the suite stops the directory at the end
 */
export function describeDirectoryContract(name: string, setUp: () => Promise<Directory>): void {
  describe(`${name} keeps the directory contract`, () => {
    let trial: DirectoryTrial | undefined;
    const getTrial: GetTrial = () => {
      if (trial === undefined) throw new Error('The directory was not set up');
      return trial;
    };

    beforeAll(async () => {
      trial = new DirectoryTrial(await setUp());
    });

    afterAll(() => trial?.directory.stop());

    describeNames(getTrial);
    describeNumbers(getTrial);
    describeNonsense(getTrial);
    describeAnswers(getTrial);
    describeManySearches(getTrial);
    describePresentities(getTrial);
  });
}

function describeNames(getTrial: GetTrial): void {
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
    await getTrial().expectFound(query, (person) => person.familyName === familyName);
  });

  it('finds all words, in any order, whole or in part', async () => {
    const { uid, givenName, familyName } = getPerson(0);
    const full = `${givenName} ${familyName}`;
    expect(await getTrial().ids(full)).toContain(uid);
    expect(await getTrial().ids(`${familyName}, ${givenName}`)).toContain(uid);
    expect(await getTrial().ids(`  ${givenName.slice(0, 4)}*  ${familyName.slice(-3)} `)).toContain(uid);
    expect(await getTrial().ids(`${full} nobodyelse`)).toEqual([]);
  });

  it('finds a mail address', async () => {
    expect(await getTrial().ids(getPerson(3).mail)).toEqual([getPerson(3).uid]);
  });

  it('takes one or two characters for the beginning of a value', async () => {
    const starts = (value: string): boolean => value.toLowerCase().startsWith('ko');
    await getTrial().expectFound('ko', ({ givenName, familyName, mail }) => [givenName, familyName, mail].some(starts));
  });
}

function describeNumbers(getTrial: GetTrial): void {
  it.each(CONTRACT_PEOPLE.slice(0, 6).map(({ phone, uid }) => [phone, uid]))(
    'finds %s however it is written',
    async (phone, uid) => {
      const digits = phone.replace(/\D/g, '');
      const line = digits.slice(-4);
      const written = [phone, digits, `+${digits}`, `00${digits}`, `${line.slice(0, 2)}-${line.slice(2)}`, `1000 ${line}`, line];
      const found = await Promise.all(written.map(async (query) => [query, await getTrial().ids(query)]));
      expect(found).toEqual(written.map((query) => [query, [uid]]));
    },
  );

  it('finds a name and a number together', async () => {
    const { uid, phone, familyName } = getPerson(7);
    expect(await getTrial().ids(`${phone.slice(-4)} ${familyName}`)).toEqual([uid]);
  });
}

function describeNonsense(getTrial: GetTrial): void {
  it.each(['', ' ', '*', '***', '* *', '%', '?', '()', '+', '*)', '(&)', '\u0000'])('finds nothing for %j', async (query) => {
    expect(await getTrial().page(query)).toEqual({ contacts: [], truncated: false });
  });

  it.each([
    'a*)(uid=*',
    ')(objectClass=*',
    '*)(|(cn=*',
    'x\\2a',
    '(|(cn=*))',
    'a\\',
    'nagy)(',
    '#"+,;<>\\=abc',
    '\ud800abc',
    '<script>',
  ])('takes %j for text and finds nobody', async (query) => {
    expect(await getTrial().ids(query)).toEqual([]);
  });

  it('is not impressed by length', async () => {
    expect(await getTrial().ids('x'.repeat(10_000))).toEqual([]);
    expect(await getTrial().ids('abc '.repeat(2_000))).toEqual([]);
    expect(await getTrial().ids('9'.repeat(10_000))).toEqual([]);
  });
}

function describeAnswers(getTrial: GetTrial): void {
  it.each([
    [200, 200, false],
    [199, 199, true],
    [1, 1, true],
  ])('asked for %i of 200 gives %i and says whether there were more: %s', async (limit, count, truncated) => {
    const page = await getTrial().page('example', limit);
    expect(page.contacts).toHaveLength(count);
    expect(page.truncated).toBe(truncated);
  });

  it('gives the same order each time, by name', async () => {
    const contacts = await getTrial().contacts('example');
    expect(await getTrial().contacts('example')).toEqual(contacts);
    const collator = new Intl.Collator('en', { numeric: true });
    const names = contacts.map(({ displayName }) => displayName);
    expect([...names].sort((a, b) => collator.compare(a, b))).toEqual(names);
  });

  it('gives contacts with their details and canonical presentities', async () => {
    expect(await getTrial().contacts(getPerson(1).mail)).toEqual([expectedContact(getPerson(1))]);
  });
}

function describeManySearches(getTrial: GetTrial): void {
  it('keeps many searches at once apart', async () => {
    const people = CONTRACT_PEOPLE.slice(0, 30);
    const found = await Promise.all(people.map(({ mail }) => getTrial().ids(mail)));
    expect(found).toEqual(people.map(({ uid }) => [uid]));
  });

  it('does not begin what is not wanted any more', async () => {
    const reason = new Error('typed on');
    await expect(getTrial().directory.search('nagy', 10, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}

function describePresentities(getTrial: GetTrial): void {
  it('knows which presentities its contacts stand for', async () => {
    const known = CONTRACT_PEOPLE.flatMap((person) => presentitiesOf(expectedContact(person)));
    const unknown = [
      'nobody@example.org_CUPS',
      'nobody@example.org_EXCHANGE',
      '9099_JTAPI',
      '12_JTAPI',
      '*_JTAPI',
      '*@example.org_CUPS',
    ];
    const wrongType = CONTRACT_PEOPLE.slice(0, 5).map(({ uid }) => `${uid}@example.org_XMPP`);
    const found = await getTrial().directory.findPresentities(parseAll([...unknown, ...known, ...wrongType]));
    expect([...found.keys()].sort()).toEqual([...known].sort());
  });

  it('knows whose they are, by the name it shows', async () => {
    const people = CONTRACT_PEOPLE.slice(0, 30).map(expectedContact);
    const owners = people.flatMap((contact) => presentitiesOf(contact).map((id): [string, string] => [id, contact.displayName]));
    const found = await getTrial().directory.findPresentities(parseAll(owners.map(([id]) => id)));
    expect(owners.map(([id]) => [id, found.get(id)?.displayName])).toEqual(owners);
  });

  it('knows none when asked for none', async () => {
    expect(await getTrial().directory.findPresentities([])).toEqual(new Map());
  });
}
