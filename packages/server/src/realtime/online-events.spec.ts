import { decodeOnlineUsersEvt } from '@lampfield/protocol';
import { waitUntil } from '@lampfield/test-servers';
import { ONLINE_EVENT_INTERVAL_MS } from '../presence/online-feed.ts';
import { ScriptedOnlineUsers } from '../testing/scripted-online-users.ts';
import { RealtimeTestServer, type TestClient } from './realtime-server.fixture.ts';

let users: ScriptedOnlineUsers;
let server: RealtimeTestServer;

beforeEach(async () => {
  users = new ScriptedOnlineUsers();
  users.load(['ann@x']);
  server = await RealtimeTestServer.start({ onlineUsers: users, onlineViewers: ['attendant'] });
});

afterEach(() => server.stop());

const connect = (username?: string): Promise<TestClient> => server.connect(server.signIn(username).cookie);

const ask = (client: TestClient, event: string, ...args: unknown[]): Promise<unknown> =>
  client.socket.timeout(5000).emitWithAck(event, ...args) as Promise<unknown>;

const eventsOf = ({ received }: TestClient): unknown[] =>
  received.filter(({ event }) => event === 'OnlineUsersEvt').map(({ payload }) => payload);

/** Everything that was sent to a client before has arrived once an answer has. */
const settle = (client: TestClient): Promise<unknown> => ask(client, 'online:unwatch');

const metric = async (name: string): Promise<number> =>
  Number(new RegExp(`^lampfield_${name} (\\d+)$`, 'm').exec((await server.metrics.render()).text)?.[1]);

it('who watches is told who comes and who leaves, and nobody else is', async () => {
  const [one, two, other] = [await connect(), await connect(), await connect()];
  expect(await ask(one, 'online:watch')).toEqual({ ok: true });
  expect(await ask(two, 'online:watch', { any: 'payload' })).toEqual({ ok: true });
  users.join('bob@x');
  users.leave('ann@x');
  server.clock.tick();
  await waitUntil(() => eventsOf(one).length === 1 && eventsOf(two).length === 1, { what: 'both to be told' });
  const [event] = eventsOf(one);
  expect(event).toEqual({ seq: 3, total: 1, joined: [{ user: 'bob', host: 'x' }], left: [{ user: 'ann', host: 'x' }] });
  expect(decodeOnlineUsersEvt(event)).toEqual({ ok: true, value: event });
  expect(eventsOf(two)).toEqual([event]);
  await settle(other);
  expect(eventsOf(other)).toEqual([]);
  expect(await metric('online_events_total')).toBe(2);
});

it.each(['wallboard', 'webattendant'])('a client of type %s may watch', async (clientType) => {
  const client = await server.connect(server.signIn().cookie, { auth: { clientType } });
  expect(await ask(client, 'online:watch')).toEqual({ ok: true });
  users.join('bob@x');
  server.clock.tick();
  await waitUntil(() => eventsOf(client).length === 1, { what: 'the event' });
});

it.each(['websocket', 'polling'])('over %s changes follow one another', async (transport) => {
  const client = await server.connect(server.signIn().cookie, { transports: [transport] });
  await ask(client, 'online:watch');
  for (let count = 1; count <= 3; count += 1) {
    users.join(`u${String(count)}@x`);
    // A transport that takes a moment to be ready again is told at the next interval.
    await waitUntil(
      () => {
        server.clock.advance(ONLINE_EVENT_INTERVAL_MS);
        return eventsOf(client).length === count;
      },
      { what: `event ${String(count)}` },
    );
  }
  expect(eventsOf(client)).toMatchObject([
    { joined: [{ user: 'u1' }] },
    { joined: [{ user: 'u2' }] },
    { joined: [{ user: 'u3' }] },
  ]);
});

it('who has stopped watching is told nothing more, and may begin again', async () => {
  const client = await connect();
  await ask(client, 'online:watch');
  expect(await ask(client, 'online:unwatch')).toEqual({ ok: true });
  expect(await ask(client, 'online:unwatch')).toEqual({ ok: true });
  expect(users.listenerCount).toBe(0);
  users.join('bob@x');
  server.clock.advance(ONLINE_EVENT_INTERVAL_MS);
  expect(await ask(client, 'online:watch')).toEqual({ ok: true });
  users.join('cid@x');
  server.clock.advance(ONLINE_EVENT_INTERVAL_MS);
  await waitUntil(() => eventsOf(client).length > 0, { what: 'the event' });
  expect(eventsOf(client)).toMatchObject([{ joined: [{ user: 'cid' }] }]);
});

it('who may not see who is online may not watch', async () => {
  const client = await connect('colleague');
  expect(await ask(client, 'online:watch')).toEqual({ ok: false, code: 'NOT_ALLOWED' });
  expect(users.listenerCount).toBe(0);
  users.join('bob@x');
  server.clock.advance(ONLINE_EVENT_INTERVAL_MS);
  await settle(client);
  expect(eventsOf(client)).toEqual([]);
  expect(await metric('malformed_events_total')).toBe(0);
});

it('who watches before there is a list is told when there is one, and when it is lost', async () => {
  users.lose();
  const client = await connect();
  expect(await ask(client, 'online:watch')).toEqual({ ok: true });
  users.load(['ann@x', 'bob@x']);
  server.clock.tick();
  await waitUntil(() => eventsOf(client).length === 1, { what: 'the list to be there' });
  users.lose();
  server.clock.advance(ONLINE_EVENT_INTERVAL_MS);
  await waitUntil(() => eventsOf(client).length === 2, { what: 'the list to be lost' });
  expect(eventsOf(client)).toEqual([
    { seq: 3, total: 2, joined: [], left: [], reset: true },
    { seq: 4, total: 0, joined: [], left: [], reset: true },
  ]);
});

it.each([
  ['its client leaves', (client: TestClient) => Promise.resolve(client.socket.disconnect())],
  ['its session ends', (_client: TestClient, end: () => Promise<void>) => end()],
  ['the server drains', () => server.realtime.drain()],
])('a connection leaves nothing behind when %s', async (_why, leave) => {
  const { session, cookie } = server.signIn();
  const client = await server.connect(cookie);
  await ask(client, 'online:watch');
  const timers = server.clock.pendingCount;
  users.join('bob@x');
  expect([users.listenerCount, server.clock.pendingCount]).toEqual([1, timers + 1]);
  await leave(client, () => server.sessions.end(session));
  await waitUntil(() => users.listenerCount === 0, { what: 'the watching to end' });
  expect(server.clock.pendingCount).toBeLessThanOrEqual(timers);
});

it('a call without an acknowledgement is counted as one that makes no sense, and does nothing', async () => {
  const client = await connect();
  client.socket.emit('online:watch');
  client.socket.emit('online:watch', 'no function');
  await settle(client);
  expect(users.listenerCount).toBe(0);
  expect(await metric('malformed_events_total')).toBe(2);
});
