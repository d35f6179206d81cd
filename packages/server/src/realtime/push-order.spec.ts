import type { PresenceItem } from '@lampfield/protocol';
import { waitUntil } from '@lampfield/test-servers';
import type { PresenceConnection } from '../ports/presence-doors.ts';
import type { OutgoingItem } from '../ports/push-sink.ts';
import { ConnectionOutlet } from './connection-outlet.ts';
import { RealtimeTestServer, type TestClient } from './realtime-server.fixture.ts';

const STEPS = 300;

function itemOf(step: number): PresenceItem {
  const identifier = String(step);
  return {
    id: `${identifier}_JTAPI`,
    identifier,
    type: 'JTAPI',
    state: 'RINGING',
    since: step,
    raw: 'Ő ☎ '.repeat(step % 50),
    version: step,
    confirmedAt: 3,
  };
}

function outgoing(step: number): OutgoingItem {
  return { item: itemOf(step), encoded: undefined };
}

/** What is pushed, straight where that is possible; between it what is emitted in the ordinary way, as the answers to the client's questions are. */
async function pushAll(connection: PresenceConnection | undefined, client: TestClient): Promise<void> {
  for (let step = 1; step <= STEPS; step += 1) {
    connection?.sink.send((step % 3 === 0 ? [step, step + 0.5] : [step]).map(outgoing));
    if (step % 5 === 0) connection?.sink.pushSourceState({ type: 'CUPS', state: 'UP', since: step });
    if (step % 20 === 0) await client.socket.timeout(5000).emitWithAck('online:watch');
    // Answers are on their way while more is pushed.
    if (step % 7 === 0) client.socket.emit('online:watch', () => undefined);
  }
}

const EXPECTED = Array.from({ length: STEPS }, (_, index) => index + 1).flatMap((step) => [
  step,
  ...(step % 3 === 0 ? [step + 0.5] : []),
  ...(step % 5 === 0 ? [`UP ${String(step)}`] : []),
]);

function orderOf({ received }: TestClient): unknown[] {
  return received.flatMap(({ event, payload }): unknown[] => {
    if (event === 'PresenceWebEvt') return (payload as { presenceItems: PresenceItem[] }).presenceItems.map(({ since }) => since);
    return event === 'SourceStateEvt' ? [`UP ${String((payload as { since: number }).since)}`] : [];
  });
}

describe.each([
  ['straight to the network where that can be had', true],
  ['by emits alone, as where it cannot', false],
])('%s', (_how, isStraight) => {
  let server: RealtimeTestServer;

  beforeEach(async () => {
    if (!isStraight) jest.spyOn(ConnectionOutlet.prototype, 'takesFrames', 'get').mockReturnValue(false);
    server = await RealtimeTestServer.start();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await server.stop();
  });

  it.each([[['websocket']], [['polling']], [['polling', 'websocket']]])(
    'all that is pushed arrives once and in order over %j',
    async (transports) => {
      const client = await server.connect(server.signIn().cookie, { transports });
      const [connection] = server.doors.connections.values();
      await pushAll(connection, client);
      await waitUntil(() => orderOf(client).length === EXPECTED.length, { what: 'all of it' });
      expect(orderOf(client)).toEqual(EXPECTED);
    },
  );
});

it('what goes straight really does: no packet of the engine carries it', async () => {
  const server = await RealtimeTestServer.start();
  const client = await server.connect(server.signIn().cookie, { transports: ['websocket'] });
  const [connection] = server.doors.connections.values();
  await waitUntil(() => connection?.sink.isReady === true, { what: 'the connection to be ready' });
  const frames = jest.spyOn(ConnectionOutlet.prototype, 'write');
  expect(connection?.sink.send([outgoing(1)])).toBe(1);
  expect(frames).toHaveBeenCalledTimes(1);
  expect(connection?.sink.isReady).toBe(true);
  await waitUntil(() => orderOf(client).length === 1, { what: 'the item' });
  await server.stop();
});

it('a very large change goes out as several events of at most 1,000 items, whole and in order', async () => {
  const server = await RealtimeTestServer.start();
  const client = await server.connect(server.signIn().cookie, { transports: ['websocket'] });
  const [connection] = server.doors.connections.values();
  const items = Array.from({ length: 2500 }, (_, index) => outgoing(index + 1));
  expect(connection?.sink.send(items)).toBe(2500);
  await waitUntil(() => orderOf(client).length === 2500, { what: 'all items' });
  expect(orderOf(client)).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1));
  const sizes = client.received.flatMap(({ event, payload }) =>
    event === 'PresenceWebEvt' ? [(payload as { presenceItems: unknown[] }).presenceItems.length] : [],
  );
  expect(sizes).toEqual([1000, 1000, 500]);
  await server.stop();
});
