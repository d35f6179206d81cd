import {
  describeWithServer,
  LDAP_READER_OPTIONS,
  startSlapd,
  waitUntil,
  type LdapPerson,
  type RunningSlapd,
} from '@lampfield/test-servers';
import fc from 'fast-check';
import { makeSearchable, matchesQuery, parseDirectoryQuery } from '../../core/directory-query.ts';
import { foldAccents } from '../../core/name-folding.ts';
import { DirectoryUnavailableError, type Directory, type DirectoryPage } from '../../ports/directory.ts';
import { systemClock } from '../../system-clock.ts';
import { completeOptions } from '../../testing/complete-options.ts';
import { createConnectorContext } from '../../testing/connector-context.ts';
import { describeDirectoryContract } from '../../testing/directory-contract.ts';
import { CONTRACT_CANONICALIZE, CONTRACT_DETAILS, CONTRACT_PEOPLE } from '../../testing/directory-trial.ts';
import { hostileText, trials, TRIALS_TIMEOUT_MS } from '../../testing/hostile-input.fixture.ts';
import { demoDirectory } from '../demo/demo-directory.ts';
import { inventPeople, type DemoPerson } from '../demo/demo-people.ts';
import { ldapDirectory } from './ldap-directory.ts';

const PEOPLE = inventPeople(10_000, 1);
const context = { ...createConnectorContext(systemClock), canonicalize: CONTRACT_CANONICALIZE };
const info = { id: 'corp', name: 'Corporate directory' };

describeWithServer('slapd', () => {
  let slapd: RunningSlapd;
  const started: Directory[] = [];

  function createDirectory(options: Partial<Parameters<typeof ldapDirectory.create>[1]> = {}): Directory {
    const complete = completeOptions(ldapDirectory.options, {
      ...LDAP_READER_OPTIONS,
      url: slapd.url,
      idAttribute: 'uid',
      details: CONTRACT_DETAILS,
      ...options,
    });
    const directory = ldapDirectory.create(info, complete, context);
    started.push(directory);
    return directory;
  }

  beforeAll(async () => {
    const contract = toLdapPeople(PEOPLE.slice(0, CONTRACT_PEOPLE.length), 'contract');
    slapd = await startSlapd({ people: [...contract, ...toLdapPeople(PEOPLE.slice(CONTRACT_PEOPLE.length))] });
  }, 60_000);

  afterAll(async () => {
    await Promise.all(started.map((directory) => directory.stop()));
    await slapd.stop();
  });

  describeDirectoryContract('ldap', () => Promise.resolve(createDirectory({ filter: '(ou=contract)' })));

  describe('a directory of 10,000 people', () => {
    let directory: Directory;
    const search = (query: string, limit = 200): Promise<DirectoryPage> =>
      directory.search(query, limit, new AbortController().signal);

    beforeAll(() => {
      directory = createDirectory();
    });

    it('gives the same contacts as the demo directory with the same people', async () => {
      const demo = demoDirectory.create(info, { size: PEOPLE.length, seed: 1, details: CONTRACT_DETAILS }, context);
      const queries = PEOPLE.slice(0, 5).flatMap(({ givenName, familyName, phone, mail }) => [
        `${givenName} ${familyName}`,
        `${foldAccents(familyName)} ${phone.slice(-4)}`,
        mail.slice(0, -4),
        phone,
      ]);
      for (const query of queries) {
        const expected = await demo.search(query, 200, new AbortController().signal);
        expect([query, await search(query)]).toEqual([query, expected]);
      }
    }, 30_000);

    it('finds everybody of a name typed without accents where nothing is stored without, or says that there are more', async () => {
      const names = createDirectory({ searchAttributes: ['cn', 'telephoneNumber'] });
      const families = [
        'Müller',
        'Weiß',
        'Wałęsa',
        'Černý',
        'Ångström',
        'Østergaard',
        'Vázquez',
        'Çelik',
        'Szőke',
        'Großmann',
        'Noël',
        'Jabłońska',
      ];
      for (const name of families) {
        const query = foldAccents(name);
        const { contacts, truncated } = await names.search(query, 200, new AbortController().signal);
        const meant = PEOPLE.filter((person) => isFound(person, query)).map(({ uid }) => uid);
        expect([query, truncated, contacts.map(({ id }) => id).sort()]).toEqual([query, false, meant.sort()]);
      }
    }, 30_000);

    it.each(['*)(uid=*', '*', '***', '*)(objectClass=*))(|(cn=*', ')(|(uid=*', '(uid=*)', '\\2a', '&(cn=*)'])(
      'finds nobody by %j: it is text there, not a filter',
      async (query) => {
        expect(await search(query)).toEqual({ contacts: [], truncated: false });
      },
    );

    it(
      'answers whatever is asked, and only with whom it fits',
      async () => {
        await fc.assert(
          fc.asyncProperty(hostileText, async (text) => {
            expect((await search(text, 20)).contacts.length).toBeLessThanOrEqual(20);
            const identifier = text.slice(0, 200);
            const ids = [{ id: `${identifier}_CUPS`, identifier, type: 'CUPS' } as const];
            expect((await directory.findPresentities(ids)).size).toBeLessThanOrEqual(1);
          }),
          trials(40),
        );
      },
      TRIALS_TIMEOUT_MS,
    );

    it('answers a broad search with as many as asked for', async () => {
      const { contacts, truncated } = await search('example', 50);
      expect(contacts).toHaveLength(50);
      expect(truncated).toBe(true);
    });

    it('tells the server to stop when the search is superseded', async () => {
      await search('nobody');
      const controller = new AbortController();
      const reason = new Error('typed on');
      const before = countAbandoned();
      await slapd.freeze();
      const superseded = directory.search('example', 200, controller.signal);
      await new Promise<void>((resolve) => systemClock.startTick(resolve));
      controller.abort(reason);
      await expect(superseded).rejects.toBe(reason);
      slapd.thaw();
      await waitUntil(() => countAbandoned() > before, { what: 'the server to be told' });
      expect((await search(PEOPLE[0]?.mail ?? '')).contacts).toHaveLength(1);
    });

    it('knows which of 2,000 presentities it has', async () => {
      const known = PEOPLE.slice(5_000, 6_000).map(({ uid }) => `${uid}@example.org`);
      const unknown = known.map((identifier) => `x${identifier}`);
      const ids = [...known, ...unknown].map((identifier) => ({ id: `${identifier}_CUPS`, identifier, type: 'CUPS' as const }));
      const found = await directory.findPresentities(ids);
      expect(new Set(found.keys())).toEqual(new Set(known.map((identifier) => `${identifier}_CUPS`)));
    });

    it('finds numbers whose last four digits many share, by asking for fewer at a time', async () => {
      const narrow = createDirectory({ sizeLimit: 10 });
      const numbers = PEOPLE.slice(1_000, 1_040).map(({ phone }) => `+${phone.replace(/\D/g, '')}`);
      const ids = numbers.map((identifier) => ({ id: `${identifier}_JTAPI`, identifier, type: 'JTAPI' as const }));
      expect(new Set((await narrow.findPresentities(ids)).keys())).toEqual(new Set(ids.map(({ id }) => id)));
    });

    it.each([
      ['a base that is not there', { baseDn: 'ou=nowhere,dc=example,dc=org' }],
      ['a wrong password', { bindPassword: 'wrong' }],
    ])('is unavailable with %s, and the reason is told without the password', async (_, options) => {
      const broken = createDirectory(options);
      const error: unknown = await broken.search('anna', 10, new AbortController().signal).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(DirectoryUnavailableError);
      expect((error as Error).message).not.toContain('wrong');
      expect((error as Error).cause).toBeInstanceOf(Error);
    });

    function countAbandoned(): number {
      return slapd.output.split('ABANDON msg=').length;
    }
  });

  it('shows phone and mail, by the ids of the entries, when nothing else is configured', async () => {
    const options = completeOptions(ldapDirectory.options, { ...LDAP_READER_OPTIONS, url: slapd.url });
    const directory = ldapDirectory.create(info, options, context);
    started.push(directory);
    const { contacts } = await directory.search(PEOPLE[0]?.mail ?? '', 10, new AbortController().signal);
    expect(contacts).toHaveLength(1);
    expect(contacts[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(Object.keys(contacts[0]?.details ?? {})).toEqual(['phone', 'mail']);
  });

  it('gives what it got when the server allows fewer entries than were asked for, and says that there are more', async () => {
    const strict = await startSlapd({ people: toLdapPeople(CONTRACT_PEOPLE), sizeLimit: 20 });
    try {
      const options = completeOptions(ldapDirectory.options, {
        ...LDAP_READER_OPTIONS,
        url: strict.url,
      });
      const directory = ldapDirectory.create(info, options, context);
      const { contacts, truncated } = await directory.search('example', 200, new AbortController().signal);
      expect(contacts).toHaveLength(20);
      expect(truncated).toBe(true);
      await directory.stop();
    } finally {
      await strict.stop();
    }
  });
});

function isFound({ givenName, familyName, phone }: DemoPerson, query: string): boolean {
  return matchesQuery(parseDirectoryQuery(query), makeSearchable([`${givenName} ${familyName}`], [phone]));
}

/** As entries of an LDAP directory. */
function toLdapPeople(people: readonly DemoPerson[], department?: string): LdapPerson[] {
  return people.map(({ uid, givenName, familyName, phone, mail, department: own }) => {
    const cn = `${givenName} ${familyName}`;
    return { uid, cn, sn: familyName, givenName, mail, telephoneNumber: phone, ou: department ?? own };
  });
}
