import { AttendantClient, waitUntil, type AttendantConnection } from '@lampfield/test-servers';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

const T_SECONDS = 2;
const G_SECONDS = 1;
const YAML = `
presence: { subscriptionTime: ${String(T_SECONDS)}, gcPeriod: ${String(G_SECONDS)} }
directories: [{ id: demo, name: Demo, type: demo, size: 200, seed: 1 }]
sources: { JTAPI: { type: scripted } }
`;

/** The contract's semantics, numbered as there, over the real HTTP and Socket.IO doors. Only time is the test's. */
describe('the semantics', () => {
  let running: RunningServer;
  let source: ScriptedSource;
  let ann: AttendantClient;
  let bob: AttendantClient;
  let annSocket: AttendantConnection;
  let bobSocket: AttendantConnection;

  beforeEach(async () => {
    source = new ScriptedSource('JTAPI');
    running = await startRunningServer({ yaml: YAML, scripted: [source] });
    ann = await AttendantClient.signIn(running.url, 'attendant', TEST_PASSWORD);
    bob = await AttendantClient.signIn(running.url, 'colleague', TEST_PASSWORD);
    annSocket = await ann.connect();
    bobSocket = await bob.connect();
  });

  afterEach(async () => {
    ann.close();
    bob.close();
    await running.stop();
  });

  /** Searches and gives back the JTAPI ids found. */
  async function searchLines(client: AttendantClient, text = 'a'): Promise<string[]> {
    const contacts = await client.search(text);
    const ids = contacts.flatMap(({ details }) => Object.values(details).flatMap(({ presence }) => presence ?? []));
    return ids.filter(({ type }) => type === 'JTAPI').map(({ id }) => id);
  }

  async function searchOne(client: AttendantClient): Promise<string> {
    const [id] = await searchLines(client);
    if (id === undefined) throw new Error('the demo directory found nobody');
    return id;
  }

  /** Everything pushed so far has arrived once something pushed later has. */
  async function settle(client: AttendantClient, connection: AttendantConnection): Promise<void> {
    const before = connection.received.items.length;
    const { pushed } = await client.forcePush();
    await waitUntil(() => connection.received.items.length >= before + pushed, { what: 'the resync to arrive' });
  }

  const line = (id: string): string => id.slice(0, id.lastIndexOf('_'));
  const ringing = { state: 'RINGING', since: 1, raw: 'ALERTING' } as const;

  test('1. a search subscribes and pushes only what is not in the cache; it renews nothing, but makes a watcher', async () => {
    const id = await searchOne(ann);
    await waitUntil(() => annSocket.latest(id), { what: 'the first push' });
    running.clock.skip(1000);
    await searchLines(bob);
    await searchLines(ann);
    expect((await ann.diagnose(id)).ageMs).toBe(1000);
    expect(source.countCalls('observe', line(id))).toBe(1);
    source.say(line(id), ringing);
    await waitUntil(() => bobSocket.latest(id), { what: 'the change to reach the second watcher' });
    expect([annSocket.count(id), bobSocket.count(id), bobSocket.latest(id)?.state]).toEqual([2, 1, 'RINGING']);
  });

  test("2. only a keep-alive renews, and a watcher's own interest ages though a colleague's does not", async () => {
    const id = await searchOne(ann);
    await searchOne(bob);
    for (let second = 0; second < 4; second += 1) {
      running.clock.skip(1000);
      await ann.keepAlive([{ id }]);
      await bob.forcePush().catch(() => undefined);
      await bob.search('a');
    }
    expect([await ann.isSubscribed(id), (await ann.diagnose(id)).ageMs]).toEqual([true, 0]);
    // Searching made bob a watcher again and again; let his last interest run out.
    running.clock.skip(1000);
    await ann.keepAlive([{ id }]);
    running.clock.skip(1000);
    await ann.keepAlive([{ id }]);
    running.clock.skip(1000);
    expect([await ann.isSubscribed(id), await bob.isSubscribed(id)]).toEqual([true, false]);
    const before = bobSocket.count(id);
    source.say(line(id), ringing);
    await waitUntil(() => annSocket.latest(id)?.state === 'RINGING', { what: 'the change to reach who keeps alive' });
    expect(bobSocket.count(id)).toBe(before);
  });

  test('3. the cleanup removes what is older than T, the source stops observing, and its late news is dropped', async () => {
    const id = await searchOne(ann);
    running.clock.skip(T_SECONDS * 1000);
    expect(await ann.isSubscribed(id)).toBe(true);
    running.clock.skip(G_SECONDS * 1000);
    expect([await ann.isSubscribed(id), source.observed.has(line(id))]).toEqual([false, false]);
    const before = annSocket.count(id);
    source.sayAnyway(line(id), ringing);
    const [again] = [await searchOne(ann)];
    await waitUntil(() => annSocket.count(again) > before, { what: 'the push of the new subscription' });
    expect(annSocket.received.items.some(({ state }) => state === 'RINGING')).toBe(false);
  });

  test('4. a keep-alive re-creates what has expired and pushes it; what no directory has is not allowed', async () => {
    const id = await searchOne(ann);
    running.clock.skip((T_SECONDS + G_SECONDS) * 1000);
    source.say(line(id), ringing);
    const answer = await ann.keepAlive([{ id, version: 1 }, { id: '99999999_JTAPI' }]);
    expect(answer).toMatchObject({
      renewed: [],
      recreated: [id],
      rejected: [{ id: '99999999_JTAPI', code: 'NOT_ALLOWED' }],
      expiresInSeconds: T_SECONDS,
    });
    await waitUntil(() => annSocket.latest(id)?.state === 'RINGING', { what: 'the re-created item' });
    expect(source.observed.has('99999999')).toBe(false);
  });

  test('4. after a restart nobody has to search or sign in again, and versions have grown', async () => {
    const id = await searchOne(ann);
    const before = await waitUntil(() => annSocket.latest(id), { what: 'the first push' });
    await running.server.stop();
    source = new ScriptedSource('JTAPI', { stateOf: () => ringing });
    const restarted = await startRunningServer({ yaml: YAML, scripted: [source], stateDir: running.stateDir });
    const cookie = ann.cookie;
    const back = AttendantClient.withCookies(restarted.url, cookie);
    const socket = await back.connect();
    expect((await back.keepAlive([{ id, version: before.version }])).recreated).toEqual([id]);
    const after = await waitUntil(() => socket.latest(id), { what: 'the item after the restart' });
    expect([after.state, after.version > before.version]).toEqual(['RINGING', true]);
    expect(socket.received.hellos[0]?.serverEpoch).toBe(annSocket.received.hellos[0]?.serverEpoch);
    back.close();
    await restarted.stop();
  });

  test('5. a change is pushed once to every connection of every watching user, and equal states are not pushed again', async () => {
    const id = await searchOne(ann);
    const secondTab = await ann.connect();
    await settle(ann, annSocket);
    const counts = (): number[] => [annSocket.count(id), secondTab.count(id), bobSocket.count(id)];
    const before = counts();
    source.say(line(id), { state: 'DIALING', since: 1 });
    source.say(line(id), ringing);
    await waitUntil(() => secondTab.latest(id)?.state === 'RINGING' && annSocket.latest(id)?.state === 'RINGING', {
      what: 'the change on both tabs',
    });
    source.say(line(id), { ...ringing });
    await settle(ann, annSocket);
    await waitUntil(() => secondTab.count(id) >= (before[1] ?? 0) + 2, { what: 'the resync on the other tab' });
    expect(counts().map((count, index) => count - (before[index] ?? 0))).toEqual([2, 2, 0]);
    const versions = annSocket.received.items.filter((item) => item.id === id).map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
  });

  test('6. one presentity is observed once, however many watch it', async () => {
    const id = await searchOne(ann);
    await searchOne(bob);
    await bob.keepAlive([{ id, version: 0 }]);
    expect(source.countCalls('observe', line(id))).toBe(1);
  });

  test('7. a client that was away is up to date after a keep-alive and a forced push', async () => {
    const id = await searchOne(ann);
    const held = await waitUntil(() => annSocket.latest(id), { what: 'the first push' });
    annSocket.close();
    source.say(line(id), ringing);
    const socket = await ann.connect();
    const { renewed } = await ann.keepAlive([{ id, version: held.version }]);
    await ann.forcePush();
    await waitUntil(() => socket.latest(id)?.state === 'RINGING', { what: 'what was missed' });
    expect(renewed).toEqual([id]);
  });

  test('a source that goes and comes is one event a connection, and unverified in between', async () => {
    const id = await searchOne(ann);
    await waitUntil(() => annSocket.latest(id), { what: 'the first push' });
    source.goDown();
    await waitUntil(() => annSocket.received.sources.at(-1)?.state === 'DOWN', { what: 'the source to be told down' });
    await ann.keepAlive([{ id, version: 0 }]);
    await waitUntil(() => annSocket.latest(id)?.stale, { what: 'the item to be told unverified' });
    source.comeBack();
    await waitUntil(() => annSocket.received.sources.at(-1)?.state === 'UP', { what: 'the source to be told up' });
    expect(annSocket.received.sources.map(({ state }) => state)).toEqual(['UP', 'DOWN', 'UP']);
  });
});
