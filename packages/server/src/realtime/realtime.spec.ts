import type { PresenceItem, SourceStateEvt } from '@lampfield/protocol';
import { waitUntil } from '@lampfield/test-servers';
import { SESSION_LIFETIME_MS, SESSION_RENEWAL_MS } from '../auth/session-manager.ts';
import type { PresenceConnection } from '../ports/presence-doors.ts';
import { MOST_MALFORMED_EVENTS } from './client-connection.ts';
import { RealtimeTestServer, type TestClient } from './realtime-server.fixture.ts';

let server: RealtimeTestServer;

beforeEach(async () => {
  server = await RealtimeTestServer.start();
});

afterEach(() => server.stop());

const ITEM: PresenceItem = {
  id: '1_JTAPI',
  identifier: '1',
  type: 'JTAPI',
  state: 'RINGING',
  since: 1,
  version: 2,
  confirmedAt: 3,
};
const DOWN: SourceStateEvt = { type: 'CUPS', state: 'DOWN', since: 1, reason: 'SOURCE_DOWN' };

function push(connection: PresenceConnection | undefined, ...items: PresenceItem[]): void {
  connection?.sink.send(items.map((item) => ({ item, encoded: undefined })));
}

/** Settles when the client was disconnected, with the reason it was given. */
function whenDisconnected({ socket }: TestClient): Promise<string> {
  return new Promise((resolve) =>
    socket.once('disconnect', (reason) => {
      resolve(reason);
    }),
  );
}

describe('a client that connects', () => {
  it('is greeted first, then told the state of every source', async () => {
    server.doors.states.push({ type: 'JTAPI', state: 'UP', since: 1 }, DOWN);
    const client = await server.connect(server.signIn().cookie);
    await waitUntil(() => client.received.length === 3, { what: 'three events' });
    expect(client.received).toEqual([
      { event: 'hello', payload: { serverEpoch: 'epoch-1', serverTime: server.clock.wallMs() } },
      { event: 'SourceStateEvt', payload: { type: 'JTAPI', state: 'UP', since: 1 } },
      { event: 'SourceStateEvt', payload: DOWN },
    ]);
  });

  it.each([['websocket'], ['polling']])('may do so over %s', async (transport) => {
    const client = await server.connect(server.signIn().cookie, { transports: [transport] });
    expect(client.received[0]?.event).toBe('hello');
    expect([...server.doors.connections.values()]).toMatchObject([{ username: 'attendant' }]);
  });

  it('finds the server below its base path, and only there', async () => {
    const proxied = await RealtimeTestServer.start({ basePath: '/presence/' });
    const { cookie } = proxied.signIn();
    expect((await proxied.connect(cookie)).received[0]?.event).toBe('hello');
    await proxied.refusalOf(proxied.open({ Cookie: cookie }, { path: '/socket.io' }));
    await proxied.stop();
  });

  it('gets what is pushed to it, and nothing after it has gone', async () => {
    const client = await server.connect(server.signIn().cookie);
    const [connection] = server.doors.connections.values();
    push(connection, ITEM, { ...ITEM, id: '2_JTAPI' });
    connection?.sink.pushSourceState(DOWN);
    await waitUntil(() => client.received.length === 3, { what: 'the pushes' });
    expect(client.received.slice(1)).toEqual([
      { event: 'PresenceWebEvt', payload: { presenceItems: [ITEM, { ...ITEM, id: '2_JTAPI' }] } },
      { event: 'SourceStateEvt', payload: DOWN },
    ]);
    client.socket.disconnect();
    await waitUntil(() => server.doors.connections.size === 0, { what: 'the doors to be told' });
    push(connection, ITEM);
    expect(client.received).toHaveLength(3);
    expect((await server.metrics.render()).text).toMatch(/^lampfield_pushes_total 2$/m);
  });

  it('of another type than web attendant gets no presence, but the sources', async () => {
    const client = await server.connect(server.signIn().cookie, { auth: { clientType: 'wallboard' } });
    const [connection] = server.doors.connections.values();
    push(connection, ITEM);
    connection?.sink.pushSourceState(DOWN);
    await waitUntil(() => client.received.length === 2, { what: 'the source state' });
    expect(client.received.map(({ event }) => event)).toEqual(['hello', 'SourceStateEvt']);
  });
});

describe('a client that is refused', () => {
  const refusal = (headers: Record<string, string>, options = {}): ReturnType<RealtimeTestServer['refusalOf']> =>
    server.refusalOf(server.open(headers, options));

  it('has no session', async () => {
    expect((await refusal({})).data).toEqual({ code: 'NOT_SIGNED_IN' });
    expect((await refusal({ Cookie: 'lampfield_session=rubbish' })).data).toEqual({ code: 'NOT_SIGNED_IN' });
  });

  it('has a session that was signed out or is over', async () => {
    const { session, cookie } = server.signIn();
    const old = server.signIn();
    await server.sessions.end(session);
    expect((await refusal({ Cookie: cookie })).data).toEqual({ code: 'NOT_SIGNED_IN' });
    server.clock.advance(SESSION_LIFETIME_MS + SESSION_RENEWAL_MS + 1);
    expect((await refusal({ Cookie: old.cookie })).data).toEqual({ code: 'NOT_SIGNED_IN' });
  });

  it.each([7, '', 'x'.repeat(65), { a: 1 }])('has the client type %j', async (clientType) => {
    const { cookie } = server.signIn();
    expect((await refusal({ Cookie: cookie }, { auth: { clientType } })).data).toEqual({ code: 'BAD_REQUEST' });
  });

  it.each([
    ['Origin', 'http://evil.example', 'websocket'],
    ['Origin', 'null', 'websocket'],
    ['Origin', 'http://evil.example', 'polling'],
    ['Host', 'evil.example', 'websocket'],
  ])('comes with the %s %s over %s', async (name, value, transport) => {
    const { cookie } = server.signIn();
    const error = await refusal({ Cookie: cookie, [name]: value }, { transports: [transport] });
    expect(error.message).toMatch(/websocket error|xhr poll error/);
    expect(server.doors.connections.size).toBe(0);
  });

  it('is let in with an Origin of its own', async () => {
    const { cookie } = server.signIn();
    const client = server.open({ Cookie: cookie, Origin: server.url.replace('127.0.0.1', 'localhost') });
    await waitUntil(() => client.socket.connected, { what: 'the client to be let in' });
  });
});

describe('the limit of sockets a user', () => {
  it('refuses the newest, leaves others alone, and frees the place of one that has gone', async () => {
    const limited = await RealtimeTestServer.start({ socketsPerUser: 2 });
    const { cookie } = limited.signIn();
    const first = await limited.connect(cookie);
    await limited.connect(limited.signIn().cookie);
    expect((await limited.refusalOf(limited.open({ Cookie: cookie }))).data).toEqual({ code: 'LIMIT' });
    await limited.connect(limited.signIn('colleague').cookie);
    first.socket.disconnect();
    await waitUntil(() => limited.doors.connections.size === 2, { what: 'the first to be gone' });
    await limited.connect(cookie);
    expect((await limited.refusalOf(limited.open({ Cookie: cookie }))).data).toEqual({ code: 'LIMIT' });
    await limited.stop();
  });

  it('is not used up by sockets that were refused', async () => {
    const limited = await RealtimeTestServer.start({ socketsPerUser: 1 });
    const { cookie } = limited.signIn();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await limited.refusalOf(limited.open({ Cookie: cookie }, { auth: { clientType: 7 } }));
    }
    await limited.connect(cookie);
    await limited.stop();
  });
});

describe('the end of a session', () => {
  it('by sign-out closes all its sockets, so that they stay away, and no others', async () => {
    const { session, cookie } = server.signIn();
    const clients = [await server.connect(cookie), await server.connect(cookie)];
    const other = await server.connect(server.signIn().cookie);
    const reasons = Promise.all(clients.map(whenDisconnected));
    await server.sessions.end(session);
    expect(await reasons).toEqual(['io server disconnect', 'io server disconnect']);
    expect(server.doors.connections.size).toBe(1);
    expect(other.socket.connected).toBe(true);
  });

  it('by age closes them as well', async () => {
    const client = await server.connect(server.signIn().cookie);
    const reason = whenDisconnected(client);
    server.clock.advance(SESSION_LIFETIME_MS + SESSION_RENEWAL_MS + 2);
    expect(await reason).toBe('io server disconnect');
  });
});

describe('what a client sends', () => {
  let client: TestClient;

  beforeEach(async () => {
    client = await server.connect(server.signIn().cookie);
  });

  const malformedCount = async (): Promise<number> =>
    Number(/^lampfield_malformed_events_total (\d+)$/m.exec((await server.metrics.render()).text)?.[1]);

  it.each(['online:watch', 'online:unwatch'])('%s is acknowledged: there is no source', async (event) => {
    expect(await client.socket.timeout(5000).emitWithAck(event)).toEqual({ ok: false, code: 'NO_SOURCE' });
    expect(await client.socket.timeout(5000).emitWithAck(event, { any: 'payload' })).toEqual({ ok: false, code: 'NO_SOURCE' });
    expect(await malformedCount()).toBe(0);
  });

  it('that it has things on screen is taken', async () => {
    client.socket.emit('presence:visible', { ids: ['1_JTAPI', 'rubbish'] });
    expect(await client.socket.timeout(5000).emitWithAck('online:watch')).toMatchObject({ ok: false });
    expect(await malformedCount()).toBe(0);
    expect(server.doors.shown).toEqual([{ connectionId: client.socket.id, ids: ['1_JTAPI', 'rubbish'] }]);
  });

  it('and makes no sense is ignored, with one line in the log', async () => {
    const nonsense: [string, ...unknown[]][] = [
      ['nobody knows this', 1],
      ['constructor'],
      ['presence:visible'],
      ['presence:visible', null],
      ['presence:visible', { ids: 'x' }],
      ['presence:visible', { ids: [1] }],
      ['presence:visible', { ids: ['x'.repeat(1000)] }],
      ['presence:visible', { ids: Array.from({ length: 10_001 }, () => 'x') }],
      ['online:watch'],
      ['online:watch', 'no function'],
      ['PresenceWebEvt', { presenceItems: [ITEM] }],
    ];
    for (const [event, ...args] of nonsense) client.socket.emit(event, ...args);
    expect(await client.socket.timeout(5000).emitWithAck('online:watch')).toMatchObject({ ok: false });
    expect(await malformedCount()).toBe(nonsense.length);
    expect(server.logged.filter((line) => line.startsWith('malformed'))).toHaveLength(1);
    expect(client.socket.connected).toBe(true);
  });

  it('in heaps without sense ends the connection', async () => {
    const reason = whenDisconnected(client);
    for (let count = 0; count <= MOST_MALFORMED_EVENTS; count += 1) client.socket.emit('rubbish');
    expect(await reason).toBe('io server disconnect');
  });

  it.each([
    ['a frame that is no packet', 'rubbish'],
    ['a packet of no known type', '9["x"]'],
    ['broken JSON', '2["presence:visible",{'],
    ['a reserved event', '2["disconnect"]'],
    ['a payload that is no list', '2{"a":1}'],
    ['more than a MiB', `2["x","${'x'.repeat(1024 * 1024)}"]`],
  ])('%s ends the connection, and the server goes on', async (_what, frame) => {
    const reason = whenDisconnected(client);
    (client.socket.io.engine as unknown as { write(packet: string): void }).write(frame);
    expect(await reason).toMatch(/transport close|transport error/);
    await waitUntil(() => server.doors.connections.size === 0, { what: 'the doors to be told' });
    await server.connect(server.signIn().cookie);
  });
});

describe('draining', () => {
  it('closes every connection after what is on its way to it, so that clients connect again by themselves', async () => {
    const clients = [
      await server.connect(server.signIn().cookie, { reconnection: true, reconnectionDelay: 60_000 }),
      await server.connect(server.signIn().cookie, { transports: ['polling'] }),
    ];
    const reasons = Promise.all(clients.map(whenDisconnected));
    for (const connection of server.doors.connections.values()) push(connection, ITEM);
    await server.realtime.drain();
    expect(await reasons).toEqual(['transport close', 'transport close']);
    for (const { received } of clients)
      expect(received.map(({ event }) => event)).toEqual(['hello', 'PresenceWebEvt', 'server:draining']);
    for (const { received } of clients) expect(received.at(-1)?.payload).toEqual({ reconnectWithinMs: 250 });
    expect(clients[0]?.socket.active).toBe(true);
    expect(server.doors.connections.size).toBe(0);
    expect(server.realtime.connectionCount).toBe(0);
  });

  it('lets nobody new in', async () => {
    await server.realtime.drain();
    const error = await server.refusalOf(server.open({ Cookie: server.signIn().cookie }));
    expect(error.message).toBe('websocket error');
  });

  it('leaves no timer behind', async () => {
    await server.connect(server.signIn().cookie);
    await server.realtime.drain();
    await waitUntil(() => server.clock.pendingCount === 0, { what: 'the network to close, and the timer for it to end' });
  });
});

describe('permissions', () => {
  it('that are taken from a user close his connections, in a way that his clients come back from by themselves', async () => {
    const [first, second, other] = await Promise.all([
      server.connect(server.signIn().cookie),
      server.connect(server.signIn().cookie),
      server.connect(server.signIn('colleague').cookie),
    ]);
    const ended = Promise.all([whenDisconnected(first), whenDisconnected(second)]);
    server.permissions.withdraw('attendant');
    expect(await ended).toEqual(['transport close', 'transport close']);
    expect(other.socket.connected).toBe(true);
    await waitUntil(() => server.doors.connections.size === 1, { what: 'the doors to let go of both' });
  });

  it('have to be known before a socket is let in', async () => {
    let know = (): void => undefined;
    server.permissions.learning = new Promise((resolve) => (know = resolve));
    const client = server.open({ Cookie: server.signIn().cookie });
    await waitUntil(() => server.permissions.learned.length === 1, { what: 'the session to be shown' });
    expect(client.received).toEqual([]);
    know();
    await waitUntil(() => client.received.length > 0, { what: 'the greeting' });
  });

  it('an account that turns out to be gone is not let in, and its open sockets are closed', async () => {
    const { cookie } = server.signIn();
    const open = await server.connect(cookie);
    const ended = whenDisconnected(open);
    server.permissions.learning = Promise.resolve().then(() => server.sessions.endAllOf('attendant'));
    const refused = server.open({ Cookie: cookie });
    expect((await server.refusalOf(refused)).data).toEqual({ code: 'NOT_SIGNED_IN' });
    expect(await ended).toBe('io server disconnect');
  });
});
