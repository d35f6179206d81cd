import { Attribute, Change, Client } from 'ldapts';
import {
  AttendantClient,
  describeWithServer,
  directoryLdif,
  LDAP_PEOPLE_DN,
  LDAP_READER_DN,
  LDAP_READER_PASSWORD,
  personDn,
  startSlapd,
  waitUntil,
  type RunningSlapd,
} from '@lampfield/test-servers';
import { startRunningServer, type RunningServer } from '../testing/running-server.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

const GROUP = 'cn=reception,ou=groups,dc=example,dc=org';
const RECHECK_SECONDS = 60;
const PERSON = { sn: 'Person', telephoneNumber: '2001', mail: 'one@example.org' };
const LDIF = `${directoryLdif([
  { ...PERSON, uid: 'ann', cn: 'Ann One', userPassword: 'of-ann' },
  { ...PERSON, uid: 'bob', cn: 'Bob One', userPassword: 'of-bob' },
])}
dn: ou=groups,dc=example,dc=org
objectClass: organizationalUnit
ou: groups

dn: ${GROUP}
objectClass: groupOfNames
cn: reception
member: ${personDn('ann')}
member: ${personDn('bob')}
`;

/** Roles from the groups of a real directory, over the real doors, with a line that somebody watches. */
describeWithServer('slapd', () => {
  let slapd: RunningSlapd;
  let running: RunningServer;
  let source: ScriptedSource;

  const yaml = (): string => `
auth: { type: ldap, url: '${slapd.url}', bindDn: '${LDAP_READER_DN}', bindPassword: '${LDAP_READER_PASSWORD}', baseDn: '${LDAP_PEOPLE_DN}', groupBaseDn: 'ou=groups,dc=example,dc=org', recheckSeconds: ${String(RECHECK_SECONDS)} }
directories:
  - { id: corp, type: ldap, url: '${slapd.url}', bindDn: '${LDAP_READER_DN}', bindPassword: '${LDAP_READER_PASSWORD}', baseDn: '${LDAP_PEOPLE_DN}' }
  - { id: guests, type: demo }
sources: { JTAPI: { type: scripted } }
roles:
  - { name: reception, groups: ['CN=Reception, OU=groups, dc=example, dc=org'], directories: [corp], presence: [JTAPI] }
  - { name: everybody, users: ['*'], directories: [guests], presence: [CUPS] }
`;

  beforeEach(async () => {
    const acl = ['access to attrs=userPassword by anonymous auth by * none', 'access to * by users write by anonymous auth'];
    slapd = await startSlapd({ ldif: LDIF, acl });
    source = new ScriptedSource('JTAPI');
    running = await startRunningServer({ yaml: yaml(), scripted: [source] });
  }, 60_000);

  afterEach(async () => {
    await running.stop();
    await slapd.stop();
  });

  async function change(work: (ldap: Client) => Promise<unknown>): Promise<void> {
    const ldap = new Client({ url: slapd.url });
    await ldap.bind(LDAP_READER_DN, LDAP_READER_PASSWORD);
    await work(ldap);
    await ldap.unbind();
  }

  const leaveGroup = (uid: string): Promise<void> =>
    change((ldap) => {
      const modification = new Attribute({ type: 'member', values: [personDn(uid)] });
      return ldap.modify(GROUP, new Change({ operation: 'delete', modification }));
    });

  /** Lets the time of the next check come, and no later: then the directory has not answered in time either. */
  const recheck = (): void => running.clock.skip(RECHECK_SECONDS * 1000);

  async function lineOf(client: AttendantClient): Promise<string> {
    const [contact] = await client.search('one', 'corp');
    return contact?.details['phone']?.presence?.id ?? '';
  }

  it('a member sees what the role gives, and nothing else', async () => {
    const ann = await AttendantClient.signIn(running.url, 'ann', 'of-ann');
    expect(await ann.reload()).toMatchObject({ directories: [{ id: 'corp' }, { id: 'guests' }], permissions: [] });
    const [contact] = await ann.search('one', 'corp');
    expect(contact?.details).toMatchObject({ phone: { value: '2001', presence: { id: '2001_JTAPI' } } });
    expect(contact?.details['mail']).toEqual({ label: 'Mail', value: 'one@example.org' });
    const answer = await ann.keepAlive([{ id: '2001_JTAPI' }, { id: 'one@example.org_EXCHANGE' }]);
    expect(answer.rejected).toEqual([{ id: 'one@example.org_EXCHANGE', code: 'NOT_ALLOWED' }]);
    await expect(ann.call('GET', 'presence/calendar/one%40example.org_EXCHANGE')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });

  it('who leaves the group is pushed nothing more and gets nothing back, while a colleague goes on', async () => {
    const ann = await AttendantClient.signIn(running.url, 'ann', 'of-ann');
    const bob = await AttendantClient.signIn(running.url, 'bob', 'of-bob');
    const [annSocket, bobSocket] = [await ann.connect(), await bob.connect()];
    const id = await lineOf(ann);
    await lineOf(bob);
    await waitUntil(() => annSocket.count(id) === 1, { what: 'the first state' });
    await leaveGroup('ann');
    recheck();
    await waitUntil(() => annSocket.received.hellos.length === 2, { timeoutMs: 15_000, what: 'her client to come back' });
    source.say('2001', { state: 'RINGING', since: 1 });
    await waitUntil(() => bobSocket.latest(id)?.state === 'RINGING', { what: 'the call to be told to the colleague' });
    const answer = await ann.keepAlive([{ id, version: 0 }]);
    expect(answer).toMatchObject({ renewed: [], recreated: [], rejected: [{ id, code: 'NOT_ALLOWED' }] });
    expect(await ann.forcePush()).toEqual({ pushed: 0 });
    expect(await ann.isSubscribed(id)).toBe(false);
    await expect(ann.search('one', 'corp')).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_DIRECTORY' });
    expect(await ann.reload()).toMatchObject({ directories: [{ id: 'guests' }] });
    expect(annSocket.latest(id)?.state).not.toBe('RINGING');
    ann.close();
    bob.close();
  });

  it('whose account is gone is signed out everywhere, and stays so after a restart', async () => {
    const ann = await AttendantClient.signIn(running.url, 'ann', 'of-ann');
    const socket = await ann.connect();
    await change((ldap) => ldap.del(personDn('ann')));
    recheck();
    await waitUntil(() => !socket.socket.connected, { what: 'the socket to be closed' });
    await expect(ann.reload()).rejects.toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
    ann.close();
    await running.server.stop();
    const again = await startRunningServer({ yaml: yaml(), scripted: [new ScriptedSource('JTAPI')], stateDir: running.stateDir });
    again.clock.skip((RECHECK_SECONDS + 6) * 1000);
    const restarted = AttendantClient.withCookies(again.url, ann.cookie);
    await expect(restarted.reload()).rejects.toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
    await again.stop();
  });

  it('who left the group while the server was down gets nothing from the cookie of before', async () => {
    const ann = await AttendantClient.signIn(running.url, 'ann', 'of-ann');
    await running.server.stop();
    await leaveGroup('ann');
    const again = await startRunningServer({ yaml: yaml(), scripted: [new ScriptedSource('JTAPI')], stateDir: running.stateDir });
    again.clock.skip((RECHECK_SECONDS + 6) * 1000);
    expect(await AttendantClient.withCookies(again.url, ann.cookie).reload()).toMatchObject({ directories: [{ id: 'guests' }] });
    await again.stop();
  });
});
