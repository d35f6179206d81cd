import {
  describeWithServer,
  directoryLdif,
  LDAP_READER_OPTIONS,
  numberedPeople,
  personDn,
  startSlapd,
  waitUntil,
  type LdapPerson,
  type RunningSlapd,
} from '@lampfield/test-servers';
import { AuthUnavailableError, type Authenticator } from '../ports/authenticator.ts';
import { systemClock } from '../system-clock.ts';
import { completeOptions } from '../testing/complete-options.ts';
import { createConnectorContext } from '../testing/connector-context.ts';
import { ldapAuth } from './ldap-authenticator.ts';

const SPECIAL: LdapPerson = { uid: 'eva,"=+#<>;', cn: 'Éva (Sales) *', sn: 'Éva', userPassword: 'jelszó ♥ *()' };
const NAMESAKE: LdapPerson = { uid: 'twin', cn: 'Twin', sn: 'Twin', userPassword: 'first' };
const LOCKED: LdapPerson = { uid: 'nopassword', cn: 'No Password', sn: 'Password' };

/** One of user1, described by his name; one of the person with the difficult name, which is difficult itself. */
const GROUPS = `dn: ou=groups,dc=example,dc=org
objectClass: organizationalUnit
ou: groups

dn: cn=Reception,ou=groups,dc=example,dc=org
objectClass: groupOfNames
cn: Reception
description: user1
member: uid=user1,ou=people,dc=example,dc=org

dn: cn=*)(cn\\3D*,ou=groups,dc=example,dc=org
objectClass: groupOfNames
cn: *)(cn=*
member: ${personDn(SPECIAL.uid)}
`;

describeWithServer('slapd', () => {
  let slapd: RunningSlapd;
  let authenticator: Authenticator;

  function create(options: Partial<Parameters<typeof ldapAuth.create>[0]> = {}): Authenticator {
    return ldapAuth.create(
      completeOptions(ldapAuth.options, { ...LDAP_READER_OPTIONS, url: slapd.url, ...options }),
      createConnectorContext(systemClock),
    );
  }

  beforeAll(async () => {
    const otherTwin =
      'dn: cn=Twin,ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\ncn: Twin\nsn: Twin\nuid: twin\nuid: Zwilling\nuserPassword: second\n';
    const alias =
      'dn: cn=Alias,ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\ncn: Alias\nsn: Alias\nuid: Zora\nuid: Alma\nuserPassword: alias\n';
    slapd = await startSlapd({
      ldif: [directoryLdif([...numberedPeople(7), SPECIAL, NAMESAKE, LOCKED]), otherTwin, alias, GROUPS].join('\n'),
    });
    authenticator = create();
  }, 60_000);

  afterAll(async () => {
    await authenticator.stop();
    await slapd.stop();
  });

  it('knows who has the right password', async () => {
    expect(await authenticator.authenticate('user1', 'password-of-user1')).toEqual({
      username: 'user1',
      displayName: 'Person Number1',
      groups: [],
    });
    expect(await authenticator.authenticate(SPECIAL.uid, 'jelszó ♥ *()')).toEqual({
      username: SPECIAL.uid,
      displayName: SPECIAL.cn,
      groups: [],
    });
  });

  it.each([
    { groupBaseDn: 'ou=groups,dc=example,dc=org' },
    { groupBaseDn: 'dc=example,dc=org', groupFilter: '(&(objectClass=groupOfNames)(|(member={dn})(cn={nothing})))' },
    { groupBaseDn: 'ou=groups,dc=example,dc=org', groupFilter: '(member:distinguishedNameMatch:={dn})' },
  ])('with %j knows the groups of somebody, at the sign-in and later', async (options) => {
    const some = create(options);
    const groups = ['cn=Reception,ou=groups,dc=example,dc=org'];
    expect(await some.authenticate('user1', 'password-of-user1')).toMatchObject({ groups });
    expect(await some.accounts?.find('user1')).toEqual({ username: 'user1', displayName: 'Person Number1', groups });
    expect(await some.accounts?.find(SPECIAL.uid)).toMatchObject({ groups: ['cn=*)(cn\\3D*,ou=groups,dc=example,dc=org'] });
    expect(await some.accounts?.find('user2')).toMatchObject({ groups: [] });
    expect(await some.accounts?.find('nobody')).toBeUndefined();
    await some.stop();
  });

  it('reads groups out of the entry where it names them itself', async () => {
    const some = create({ filter: '(uid=*)' });
    expect(await some.accounts?.find('user1')).toMatchObject({ groups: [] });
    await some.stop();
  });

  it('finds only groups of exactly this user, whatever his name looks like', async () => {
    const some = create({ groupBaseDn: 'ou=groups,dc=example,dc=org', groupFilter: '(description={username})' });
    expect(await some.accounts?.find(SPECIAL.uid)).toMatchObject({ groups: [] });
    expect(await some.accounts?.find('user1')).toMatchObject({ groups: ['cn=Reception,ou=groups,dc=example,dc=org'] });
    await some.stop();
  });

  it.each(['USER1', 'User1', ' user1 '])('takes %j for the same user as user1', async (typed) => {
    expect(await authenticator.authenticate(typed, 'password-of-user1')).toEqual(expect.objectContaining({ username: 'user1' }));
  });

  it('has one user name for a person with two', async () => {
    expect((await authenticator.authenticate('zora', 'alias'))?.username).toBe('alma');
    expect((await authenticator.authenticate('Alma', 'alias'))?.username).toBe('alma');
  });

  it.each([
    ['a wrong password', 'user1', 'wrong'],
    ['another one’s password', 'user1', 'password-of-user2'],
    ['a password in other case', 'user1', 'PASSWORD-OF-USER1'],
    ['an empty password', 'user1', ''],
    ['an unknown name', 'nobody', 'password-of-user1'],
    ['an empty name', '', 'password-of-user1'],
    ['a blank name', '   ', 'password-of-user1'],
    ['a wildcard', '*', 'password-of-user1'],
    ['a prefix', 'user*', 'password-of-user1'],
    ['a filter', 'user1)(uid=*', 'password-of-user1'],
    ['a filter that is always true', '*)(objectClass=*', 'password-of-user1'],
    ['an escaped wildcard', '\\2a', 'password-of-user1'],
    ['a distinguished name', 'uid=user1,ou=people,dc=example,dc=org', 'password-of-user1'],
    ['a zero byte', 'user1\0', 'password-of-user1'],
    ['a name that two have', 'twin', 'first'],
    ['a name that two have, with the other password', 'twin', 'second'],
    ['an entry without a password', 'nopassword', 'anything'],
    ['a very long name', 'user1'.repeat(10_000), 'password-of-user1'],
    ['a very long password', 'user1', 'x'.repeat(100_000)],
  ])('refuses %s', async (_, username, password) => {
    expect(await authenticator.authenticate(username, password)).toBeUndefined();
  });

  it('does not send an empty password', async () => {
    expect(await authenticator.authenticate('user6', '')).toBeUndefined();
    await authenticator.authenticate('user7', 'password-of-user7');
    await waitUntil(() => slapd.output.includes('BIND dn="uid=user7,'), { what: 'the log to be written' });
    expect(slapd.output).not.toContain('user6');
  });

  it('leaves no connection open, whatever the answer', async () => {
    const count = (): number => slapd.output.split(' ACCEPT ').length - slapd.output.split(' closed').length;
    await Promise.all(Array.from({ length: 10 }, () => authenticator.authenticate('user2', 'wrong')));
    await Promise.all(Array.from({ length: 10 }, () => authenticator.authenticate('user2', 'password-of-user2')));
    await waitUntil(() => count() === 1, { what: 'all connections but that of the reader to be closed' });
  });

  it('lets in only whom the filter lets in', async () => {
    const strict = create({ filter: '(!(uid=user3))' });
    expect(await strict.authenticate('user3', 'password-of-user3')).toBeUndefined();
    expect(await strict.authenticate('user4', 'password-of-user4')).toBeDefined();
    await strict.stop();
  });

  it('says that it cannot be asked when the reader is refused, without his password', async () => {
    const broken = create({ bindPassword: 'reader-typo' });
    const error: unknown = await broken.authenticate('user1', 'password-of-user1').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AuthUnavailableError);
    expect((error as Error).message).not.toMatch(/reader-typo|password-of/);
    await broken.stop();
  });

  it('says that it cannot be asked while the server is down, and works once it is back', async () => {
    await slapd.pause();
    await expect(authenticator.authenticate('user1', 'password-of-user1')).rejects.toBeInstanceOf(AuthUnavailableError);
    await slapd.restart();
    expect(await authenticator.authenticate('user1', 'password-of-user1')).toBeDefined();
  });
});
