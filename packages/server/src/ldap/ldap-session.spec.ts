import { getFreePort, waitUntil } from '@lampfield/test-servers';
import { BusyError, EqualityFilter, InvalidCredentialsError } from 'ldapts';
import type { Clock } from '../ports/clock.ts';
import { systemClock } from '../system-clock.ts';
import { createConnectorContext } from '../testing/connector-context.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import {
  startScriptedLdapServer,
  type LdapOperation,
  type ScriptedLdapServer,
  type ScriptedReply,
} from '../testing/scripted-ldap-server.ts';
import { LdapConnectionLostError, LdapTimeoutError } from './ldap-errors.ts';
import type { LdapServerOptions } from './ldap-server-options.ts';
import { LdapSession } from './ldap-session.ts';

const open: { stop(): unknown }[] = [];

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.stop();
});

/** Signs everybody in; searches are answered as the test says. */
async function startServer(
  onSearch: (reply: ScriptedReply, searches: number) => void,
  onOther?: Script,
): Promise<ScriptedLdapServer> {
  let searches = 0;
  const server = await startScriptedLdapServer((operation, reply) => {
    if (operation === 'search') onSearch(reply, (searches += 1));
    else if (onOther !== undefined) onOther(operation, reply);
    else if (operation === 'bind') reply.result(0);
  });
  open.push(server);
  return server;
}

type Script = (operation: LdapOperation, reply: ScriptedReply) => void;

function createSession(url: string, options: Partial<LdapServerOptions> = {}, clock: Clock = systemClock): LdapSession {
  const account = { bindDn: 'cn=reader', bindPassword: 'secret' };
  const session = new LdapSession(
    { url, failoverUrls: [], startTls: false, tls: {}, timeoutSeconds: 2, ...account, ...options },
    createConnectorContext(clock),
  );
  open.push(session);
  return session;
}

/** The `uid`s found and how the search ended. */
async function find(session: LdapSession, signal: AbortSignal = new AbortController().signal): Promise<string[]> {
  const filter = new EqualityFilter({ attribute: 'uid', value: 'x' });
  const found: string[] = [];
  const search = { baseDn: 'dc=example,dc=org', scope: 'sub', filter, attributes: ['uid'], sizeLimit: 10 } as const;
  const end = await session.search(search, ({ attributes }) => found.push(attributes.get('uid')?.[0] ?? '') < 10, signal);
  return [...found, end];
}

describe('a session with a directory server', () => {
  it('signs in before the first search, once for many', async () => {
    const server = await startServer((reply) => reply.result(0));
    const session = createSession(server.url);
    await Promise.all([find(session), find(session), find(session)]);
    expect(server.seen).toEqual(['0:bind', '0:search', '0:search', '0:search']);
  });

  it('ignores references to other servers', async () => {
    const server = await startServer((reply) => {
      reply.entry('anna');
      reply.reference('ldap://elsewhere.example.org/dc=example,dc=org');
      reply.result(0);
    });
    expect(await find(createSession(server.url))).toEqual(['anna', 'complete']);
  });

  it.each([
    [3, 'the time'],
    [4, 'the size'],
    [11, 'an administrative'],
  ])('keeps what came before result %i (%s limit) and says that it is not all', async (code) => {
    const server = await startServer((reply) => {
      reply.entry('anna');
      reply.result(code);
    });
    expect(await find(createSession(server.url))).toEqual(['anna', 'limited']);
  });

  it('fails one search, not the connection, when an entry cannot be taken in', async () => {
    const server = await startServer((reply) => {
      reply.entry('anna');
      reply.result(0);
    });
    const session = createSession(server.url);
    const flaw = new Error('flaw');
    const search = {
      baseDn: '',
      scope: 'sub',
      filter: new EqualityFilter({ attribute: 'uid', value: 'x' }),
      attributes: [],
      sizeLimit: 1,
    } as const;
    const takeIn = (): boolean => {
      throw flaw;
    };
    await expect(session.search(search, takeIn, new AbortController().signal)).rejects.toMatchObject({ cause: flaw });
    expect(await find(session)).toEqual(['anna', 'complete']);
    expect(server.seen).toEqual(['0:bind', '0:search', '0:abandon', '0:search']);
  });

  it('signs in anew before it searches again when the connection was lost meanwhile', async () => {
    const server = await startServer((reply, searches) => {
      reply.result(0);
      if (searches === 1) reply.hangUp();
    });
    const session = createSession(server.url);
    await find(session);
    await waitUntil(() => server.openConnections === 0, { what: 'the connection to break' });
    expect(await find(session)).toEqual(['complete']);
    expect(server.seen).toEqual(['0:bind', '0:search', '1:bind', '1:search']);
  });

  it('searches once more, signed in anew, when the connection breaks under a search', async () => {
    const server = await startServer((reply, searches) => (searches === 1 ? reply.hangUp() : reply.result(0)));
    expect(await find(createSession(server.url))).toEqual(['complete']);
    expect(server.seen).toEqual(['0:bind', '0:search', '1:bind', '1:search']);
  });

  it('gives up when it breaks again', async () => {
    const server = await startServer((reply) => reply.hangUp());
    await expect(find(createSession(server.url))).rejects.toBeInstanceOf(LdapConnectionLostError);
    expect(server.seen).toHaveLength(4);
  });

  it('does not trust a connection any more after an answer that it cannot read', async () => {
    const noNumber = Uint8Array.of(0x30, 0x03, 0x01, 0x01, 0xff);
    const server = await startServer((reply, searches) => (searches === 1 ? reply.raw(noNumber) : reply.result(0)));
    expect(await find(createSession(server.url))).toEqual(['complete']);
    expect(server.seen).toEqual(['0:bind', '0:search', '1:bind', '1:search']);
  });

  it('gives up a connection on which only bytes come that never end a message', async () => {
    const server = await startServer((reply, searches) =>
      searches === 1 ? reply.raw('HTTP/1.1 400 Bad Request') : reply.result(0),
    );
    const session = createSession(server.url, { timeoutSeconds: 0.5 });
    await expect(find(session)).rejects.toBeInstanceOf(LdapTimeoutError);
    expect(await find(session)).toEqual(['complete']);
  });

  it('leaves nothing open when the server refuses the account, and does not ask the others', async () => {
    const server = await startServer(
      (reply) => reply.result(0),
      (operation, reply) => operation === 'bind' && reply.result(49),
    );
    const other = await startServer((reply) => reply.result(0));
    await expect(find(createSession(server.url, { failoverUrls: [other.url] }))).rejects.toBeInstanceOf(InvalidCredentialsError);
    await waitUntil(() => server.openConnections === 0, { what: 'the connection to be closed' });
    expect(server.seen).toEqual(['0:bind', '0:unbind']);
    expect(other.seen).toEqual([]);
  });

  it('goes to the next server when the first cannot be reached', async () => {
    const server = await startServer((reply) => reply.result(0));
    const nobody = `ldap://127.0.0.1:${String(await getFreePort())}`;
    expect(await find(createSession(nobody, { failoverUrls: [server.url] }))).toEqual(['complete']);
  });

  it('leaves a server that is busy, and comes back', async () => {
    const server = await startServer((reply, searches) => reply.result(searches === 1 ? 51 : 0));
    const session = createSession(server.url);
    await expect(find(session)).rejects.toBeInstanceOf(BusyError);
    expect(await find(session)).toEqual(['complete']);
    expect(server.seen).toEqual(['0:bind', '0:search', '0:unbind', '1:bind', '1:search']);
  });

  it('does not wait for ever for a server that says nothing at all', async () => {
    const server = await startServer(
      () => undefined,
      () => undefined,
    );
    await expect(find(createSession(server.url, { timeoutSeconds: 0.1 }))).rejects.toBeInstanceOf(LdapTimeoutError);
    await waitUntil(() => server.openConnections === 0, { what: 'the connection to be given up' });
  });

  it('does not wait for ever for TLS with a server that does not speak it', async () => {
    const server = await startServer(
      () => undefined,
      () => undefined,
    );
    const secureUrl = server.url.replace('ldap:', 'ldaps:');
    await expect(find(createSession(secureUrl, { timeoutSeconds: 0.1 }))).rejects.toBeInstanceOf(LdapTimeoutError);
    await waitUntil(() => server.openConnections === 0, { what: 'the connection to be given up' });
  });

  it('gives up a connection on which nothing comes any more', async () => {
    const server = await startServer((reply) => reply.connection > 0 && reply.result(0));
    const session = createSession(server.url, { timeoutSeconds: 0.5 });
    await expect(find(session)).rejects.toBeInstanceOf(LdapTimeoutError);
    expect(await find(session)).toEqual(['complete']);
    expect(server.seen).toEqual(expect.arrayContaining(['1:bind', '1:search']));
  });

  it('keeps a connection that only has one search too slow, and tells the server to stop that', async () => {
    const server = await startServer((reply, searches) => (searches === 1 ? reply.entry('slow') : reply.result(0)));
    const session = createSession(server.url, { timeoutSeconds: 0.5 });
    await expect(find(session)).rejects.toBeInstanceOf(LdapTimeoutError);
    expect(await find(session)).toEqual(['complete']);
    expect(server.seen).toEqual(['0:bind', '0:search', '0:abandon', '0:search']);
  });

  it('never sends the password when the server refuses StartTLS', async () => {
    const server = await startServer(
      (reply) => reply.result(0),
      (operation, reply) => operation === 'startTls' && reply.result(2),
    );
    await expect(find(createSession(server.url, { startTls: true }))).rejects.toThrow(/Code: 0x2/);
    expect(server.seen).toEqual(['0:startTls']);
  });

  it('lets one search go without the others', async () => {
    const waiting: ScriptedReply[] = [];
    const server = await startServer((reply) => waiting.push(reply));
    const session = createSession(server.url);
    const controller = new AbortController();
    const first = find(session, controller.signal);
    const second = find(session);
    await waitUntil(() => waiting.length === 2, { what: 'both searches to arrive' });
    controller.abort(new Error('typed on'));
    await expect(first).rejects.toThrow('typed on');
    for (const reply of waiting) reply.result(0);
    expect(await second).toEqual(['complete']);
    await waitUntil(() => server.seen.includes('0:abandon'), { what: 'the server to be told' });
  });

  it('signs off when it is stopped; what waits is rejected', async () => {
    const server = await startServer(() => undefined);
    const session = createSession(server.url);
    const waiting = find(session);
    await waitUntil(() => server.seen.includes('0:search'), { what: 'the search to arrive' });
    session.stop();
    await expect(waiting).rejects.toBeInstanceOf(LdapConnectionLostError);
    await waitUntil(() => server.openConnections === 0, { what: 'the connection to be closed' });
    expect(server.seen).toContain('0:unbind');
    await expect(find(session)).rejects.toBeInstanceOf(LdapConnectionLostError);
  });

  it('opens a new connection after a minute without use, and keeps one in use', async () => {
    const clock = new ManualClock();
    const server = await startServer((reply) => reply.result(0));
    const session = createSession(server.url, {}, clock);
    await find(session);
    clock.advance(59_999);
    await find(session);
    clock.advance(60_000);
    await find(session);
    expect(server.seen.filter((seen) => seen.endsWith(':bind'))).toEqual(['0:bind', '1:bind']);
    expect(clock.pendingCount).toBe(0);
  });

  it.each([
    ['ldap://directory.example.org', false, 1],
    ['ldap://directory.example.org', true, 0],
    ['ldaps://directory.example.org', false, 0],
    ['ldap://127.0.0.1:389', false, 0],
    ['ldap://localhost', false, 0],
  ])('says so when %s (StartTLS: %s) carries passwords in the clear', (url, startTls, warnings) => {
    const context = createConnectorContext(systemClock);
    const warn = jest.fn();
    const options = { url, failoverUrls: [], startTls, tls: {}, timeoutSeconds: 1, bindDn: 'cn=reader', bindPassword: 'secret' };
    new LdapSession(options, { ...context, log: { ...context.log, warn } }).stop();
    expect(warn).toHaveBeenCalledTimes(warnings);
  });
});
