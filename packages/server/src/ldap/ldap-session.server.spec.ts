import {
  createCertificateAuthority,
  describeWithServer,
  LDAP_PEOPLE_DN,
  LDAP_READER_DN,
  LDAP_READER_PASSWORD,
  numberedPeople,
  startSlapd,
  waitUntil,
  type CertificateAuthority,
  type RunningSlapd,
} from '@lampfield/test-servers';
import { EqualityFilter, InvalidCredentialsError } from 'ldapts';
import { systemClock } from '../system-clock.ts';
import { createConnectorContext } from '../testing/connector-context.ts';
import { LdapConnectionLostError, LdapTimeoutError } from './ldap-errors.ts';
import type { LdapServerOptions } from './ldap-server-options.ts';
import { LdapSession } from './ldap-session.ts';

describeWithServer('slapd', () => {
  let slapd: RunningSlapd;
  let authority: CertificateAuthority;
  let stranger: CertificateAuthority;
  const sessions: LdapSession[] = [];
  let markers = 0;

  function createSession(options: Partial<LdapServerOptions> = {}): LdapSession {
    const account = { bindDn: LDAP_READER_DN, bindPassword: LDAP_READER_PASSWORD };
    const complete = { url: slapd.url, failoverUrls: [], startTls: false, tls: {}, timeoutSeconds: 5, ...account, ...options };
    const session = new LdapSession(complete, createConnectorContext(systemClock));
    sessions.push(session);
    return session;
  }

  /** Whom the session sees. Anonymous visitors see nobody, by the server's access rules. */
  async function findUids(session: LdapSession, uid = 'user1'): Promise<(string | undefined)[]> {
    const found: (string | undefined)[] = [];
    const filter = new EqualityFilter({ attribute: 'uid', value: uid });
    const search = { baseDn: LDAP_PEOPLE_DN, scope: 'sub', filter, attributes: ['uid'], sizeLimit: 10 } as const;
    await session.search(search, ({ attributes }) => found.push(attributes.get('uid')?.[0]) < 10, new AbortController().signal);
    return found;
  }

  /** What the server logged once it has logged a search that came after all else. */
  async function getLogAfterwards(): Promise<string> {
    const marker = `marker${String((markers += 1))}`;
    await findUids(createSession(), marker);
    await waitUntil(() => slapd.output.includes(marker), { what: 'the log to be written' });
    return slapd.output;
  }

  beforeAll(async () => {
    [authority, stranger] = await Promise.all([createCertificateAuthority(), createCertificateAuthority()]);
    slapd = await startSlapd({ people: numberedPeople(20), tls: await authority.issue('localhost') });
  }, 60_000);

  afterEach(() => {
    for (const session of sessions.splice(0)) session.stop();
  });

  afterAll(async () => {
    await slapd.stop();
    await Promise.all([authority.remove(), stranger.remove()]);
  });

  it('still sees everybody after the server was restarted between two searches: it signed in again', async () => {
    const session = createSession();
    expect(await findUids(session)).toEqual(['user1']);
    await slapd.restart();
    expect(await findUids(session)).toEqual(['user1']);
    expect(await findUids(session)).toEqual(['user1']);
    await slapd.restart();
    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => findUids(session, `user${String(index + 1)}`)));
    expect(many).toEqual(Array.from({ length: 20 }, (_, index) => [`user${String(index + 1)}`]));
  });

  it('fails while the server is down, and finds again once it is back', async () => {
    const session = createSession();
    await findUids(session);
    await slapd.pause();
    await expect(findUids(session)).rejects.toThrow(/ECONNREFUSED/);
    await slapd.restart();
    expect(await findUids(session)).toEqual(['user1']);
  });

  it('is done waiting when a server that hangs has had its time, and finds again when it wakes', async () => {
    const session = createSession({ timeoutSeconds: 0.5 });
    await findUids(session);
    await slapd.freeze();
    try {
      await expect(findUids(session)).rejects.toBeInstanceOf(LdapTimeoutError);
      await expect(findUids(session)).rejects.toBeInstanceOf(LdapTimeoutError);
    } finally {
      slapd.thaw();
    }
    expect(await findUids(createSession())).toEqual(['user1']);
    expect(await findUids(session)).toEqual(['user1']);
  });

  it.each(['wrong', ' ', `${LDAP_READER_PASSWORD} `])('is refused with the password %j', async (bindPassword) => {
    await expect(findUids(createSession({ bindPassword }))).rejects.toBeInstanceOf(InvalidCredentialsError);
  });

  it('does not even ask with an empty password, which the server might take for a visitor', async () => {
    await expect(findUids(createSession({ bindDn: 'cn=empty', bindPassword: '' }))).rejects.toThrow(/empty password/);
    expect(await getLogAfterwards()).not.toContain('cn=empty');
  });

  describe('encrypted', () => {
    const byName = (url: string): string => url.replace('127.0.0.1', 'localhost');

    it.each([
      ['ldaps', () => ({ url: slapd.secureUrl ?? '' })],
      ['ldaps by name', () => ({ url: byName(slapd.secureUrl ?? '') })],
      ['StartTLS', () => ({ startTls: true })],
      ['StartTLS by name', () => ({ url: byName(slapd.url), startTls: true })],
    ])('%s: finds, with the authority given', async (_, options) => {
      const session = createSession({ ...options(), tls: { caFile: authority.caFile } });
      expect(await findUids(session)).toEqual(['user1']);
      await slapd.restart();
      expect(await findUids(session)).toEqual(['user1']);
    });

    it.each([
      ['an authority that it was not told of', () => ({}), /self-signed|unable to|UNABLE|SELF_SIGNED/i],
      ['another authority', () => ({ caFile: stranger.caFile }), /signature|unable to|self-signed/i],
      ['another name', () => ({ caFile: authority.caFile, serverName: 'directory.example.org' }), /does not match|altnames/i],
      ['an authority whose file is missing', () => ({ caFile: '/nonexistent/ca.pem' }), /ENOENT/],
    ])('never sends the password to a server with %s', async (_, tls, message) => {
      const bindDn = 'cn=secretive';
      await expect(findUids(createSession({ url: slapd.secureUrl ?? '', tls: tls(), bindDn }))).rejects.toThrow(message);
      await expect(findUids(createSession({ startTls: true, tls: tls(), bindDn }))).rejects.toThrow(message);
      expect(await getLogAfterwards()).not.toContain(bindDn);
    });

    it('notices a lost connection under StartTLS', async () => {
      const session = createSession({ startTls: true, tls: { caFile: authority.caFile } });
      await findUids(session);
      await slapd.pause();
      await expect(findUids(session)).rejects.toThrow();
      await slapd.restart();
      expect(await findUids(session)).toEqual(['user1']);
    });

    it('does not speak StartTLS to a server without it', async () => {
      const plain = await startSlapd({ people: numberedPeople(1) });
      try {
        const refused = findUids(createSession({ url: plain.url, startTls: true, tls: { caFile: authority.caFile } }));
        await expect(refused).rejects.not.toBeInstanceOf(LdapConnectionLostError);
        await waitUntil(() => plain.output.includes(' EXT oid='), { what: 'the request to be logged' });
        expect(plain.output).not.toContain(' BIND ');
      } finally {
        await plain.stop();
      }
    });
  });
});
