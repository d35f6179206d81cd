import type { OnlineResponse, OnlineUsersEvt } from '@lampfield/protocol';
import { AttendantClient, RefusedError, waitUntil, type AttendantConnection } from '@lampfield/test-servers';
import { ONLINE_EVENT_INTERVAL_MS } from '../presence/online-feed.ts';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';
import { ScriptedOnlineUsers } from '../testing/scripted-online-users.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

/** How often a crowd comes and another one goes, each time in an event of its own to who reads. */
const TURNS = 160;

/** A source that knows who is online, and what keeps it from working. */
class ClusterSource extends ScriptedSource {
  readonly onlineUsers = new ScriptedOnlineUsers();
  trouble: string | undefined;

  constructor() {
    super('XMPP');
  }
}

describe('who is online, over the real doors', () => {
  let source: ClusterSource;
  let users: ScriptedOnlineUsers;
  let running: RunningServer;
  const clients: AttendantClient[] = [];

  const start = async (permissions = ''): Promise<void> => {
    const yaml = `sources: { XMPP: { type: scripted } }\n${permissions}`;
    running = await startRunningServer({ yaml, scripted: [source] });
  };

  beforeEach(() => {
    source = new ClusterSource();
    users = source.onlineUsers;
    users.load(['ann@x', 'ann@x', 'bob@y']);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await running.stop();
  });

  const signIn = async (username = 'attendant'): Promise<AttendantClient> => {
    const client = await AttendantClient.signIn(running.url, username, TEST_PASSWORD);
    clients.push(client);
    return client;
  };

  const refusalOf = (client: AttendantClient, path: string): Promise<string> =>
    client.call('GET', path).then(
      () => 'none',
      (error: unknown) => (error instanceof RefusedError ? error.code : String(error)),
    );

  const listen = async (client: AttendantClient): Promise<{ connection: AttendantConnection; events: OnlineUsersEvt[] }> => {
    const connection = await client.connect();
    const events: OnlineUsersEvt[] = [];
    connection.socket.on('OnlineUsersEvt', (event) => void events.push(event));
    expect(await connection.socket.timeout(5000).emitWithAck('online:watch')).toEqual({ ok: true });
    return { connection, events };
  };

  const read = async (path: string): Promise<string> => (await fetch(running.url + path)).text();

  test('the users of the demo may see it unless the configuration says who may', async () => {
    await start();
    const colleague = await signIn('colleague');
    expect((await colleague.reload()).permissions).toEqual(['ONLINE', 'CALENDAR']);
    expect((await colleague.call<OnlineResponse>('GET', 'online')).total).toBe(2);
  });

  test('only who has the permission may see the list, whatever the door', async () => {
    await start('permissions: { online: [Attendant] }');
    const [ann, bob] = [await signIn(), await signIn('colleague')];
    expect([(await ann.reload()).permissions, (await bob.reload()).permissions]).toEqual([['ONLINE', 'CALENDAR'], ['CALENDAR']]);
    expect([await refusalOf(ann, 'online'), await refusalOf(bob, 'online')]).toEqual(['none', 'NOT_ALLOWED']);
    expect(await refusalOf(bob, 'online/count')).toBe('none');
    const { socket } = await bob.connect();
    expect(await socket.timeout(5000).emitWithAck('online:watch')).toEqual({ ok: false, code: 'NOT_ALLOWED' });
  });

  test('a page and the events after it agree on who is there', async () => {
    await start();
    const client = await signIn();
    const { events } = await listen(client);
    const page = await client.call<OnlineResponse>('GET', 'online?limit=1');
    expect(page).toMatchObject({ users: [{ user: 'ann', host: 'x', resources: 2 }], matching: 2, seq: 1 });
    users.join('cid@x');
    const [event] = await waitUntil(() => (events.length > 0 ? events : undefined), { what: 'the event' });
    expect(event).toEqual({ seq: 2, total: 3, joined: [{ user: 'cid', host: 'x' }], left: [] });
    const rest = await client.call<OnlineResponse>('GET', `online?limit=10&cursor=${encodeURIComponent(page.cursor ?? '')}`);
    expect(rest.users.map(({ user }) => user)).toEqual(['cid', 'bob']);
  });

  test('what keeps the cluster away is for those who run the server, not for those who ask', async () => {
    await start();
    const client = await signIn();
    expect(await read('/metrics')).toMatch(/^lampfield_online_users 2$/m);
    expect(await read('/metrics')).toMatch(/^lampfield_online_sessions 3$/m);
    source.trouble = 'the cookie was refused';
    source.goDown();
    users.lose();
    expect(JSON.parse(await read('/readyz'))).toEqual({
      status: 'ready',
      reasons: ['source XMPP is down (SOURCE_DOWN): the cookie was refused'],
    });
    expect(await refusalOf(client, 'online')).toBe('REPLICA_NOT_READY');
    expect(await read('/metrics')).toMatch(/^lampfield_online_users nan$/im);
    const answer = await fetch(`${running.url}/api/online`, { headers: { cookie: client.cookie } });
    expect(await answer.text()).not.toContain('cookie');
  });

  test('a client that stops reading is owed how all stand, not all that happened', async () => {
    await start();
    const client = await signIn();
    const [slow, quick] = [await listen(client), await listen(client)];
    slow.connection.pauseReading();
    // Long names, so that the network's own buffers are soon full; they hold ten megabytes and more.
    const nameOf = (turn: number, index: number): string => `${'u'.repeat(900)}-${String(turn % 2)}-${String(index)}@x`;
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (let index = 0; index < 100; index += 1) {
        users.join(nameOf(turn, index));
        if (turn > 0) users.leave(nameOf(turn - 1, index));
      }
      await waitUntil(
        () => {
          running.clock.skip(ONLINE_EVENT_INTERVAL_MS);
          return quick.events.at(-1)?.seq === users.seq;
        },
        { what: `turn ${String(turn)} at the quick one` },
      );
    }
    slow.connection.resumeReading();
    await waitUntil(
      () => {
        running.clock.skip(ONLINE_EVENT_INTERVAL_MS);
        return slow.events.at(-1)?.seq === users.seq;
      },
      { timeoutMs: 20_000, what: 'the slow one to know the latest' },
    );
    expect(slow.events.length).toBeLessThan(TURNS);
    const shortened = (addresses: Iterable<string>): string[] => [...addresses].map((address) => address.slice(-8)).sort();
    const standing = new Set(['ann@x', 'bob@y']);
    for (const { joined, left } of slow.events) {
      for (const { user, host } of joined) standing.add(`${user}@${host}`);
      for (const { user, host } of left) standing.delete(`${user}@${host}`);
    }
    expect(shortened(standing)).toEqual(shortened(users.addresses));
  }, 60_000);
});
