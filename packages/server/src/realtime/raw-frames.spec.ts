import { waitUntil } from '@lampfield/test-servers';
import { ConnectionOutlet } from './connection-outlet.ts';
import { RawClient } from './raw-client.fixture.ts';
import { RealtimeTestServer } from './realtime-server.fixture.ts';

let server: RealtimeTestServer;
let client: RawClient;

beforeEach(async () => {
  server = await RealtimeTestServer.start();
  client = await RawClient.connect(server.url, server.signIn().cookie);
});

afterEach(async () => {
  client.close();
  await server.stop();
});

const malformedCount = async (): Promise<number> =>
  Number(/^lampfield_malformed_events_total (\d+)$/m.exec((await server.metrics.render()).text)?.[1]);

const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text));

describe('frames that no client library sends', () => {
  it.each([
    ['an event without a payload', ['42'], 1],
    ['an event with a number for its name', ['42[1]'], 1],
    ['an event with a fraction for its name, and an acknowledgement', ['4212[1.5,{"a":1}]'], 1],
    ['an event named error, which emitters treat as their own', ['42["error","x"]'], 1],
    ['an event named like what every object has', ['42["__proto__",{"__proto__":{"a":1}}]'], 1],
    ['an answer to what nobody asked', ['43999[]', '43[]', '43'], 0],
    ['packets that only a server sends, or the transport itself', ['1', '0{}', '6', '5'], 0],
    ['a binary event without its payload', ['451-', bytes('x')], 1],
    ['a binary event with bytes for its name', ['451-[1,{"_placeholder":true,"num":0}]', bytes('x')], 1],
  ])('%s are ignored', async (_what, frames, count) => {
    for (const frame of frames) client.send(frame);
    expect(await client.isAnswered()).toBe(true);
    expect(await malformedCount()).toBe(count);
  });

  it.each([
    ['an event with an empty list', ['42[]']],
    ['an event without a name', ['42[null]']],
    ['an event with a list for its name', ['42[["x"]]']],
    ['a binary event without a count of attachments', ['45-["x"]']],
    ['a binary event with too many attachments', ['4599999-["x"]']],
    ['a binary event with an attachment it has not', ['451-["x",{"_placeholder":true,"num":9}]', bytes('x')]],
    ['a binary event nested beyond reason', [`451-["x",${'['.repeat(200_000)}${']'.repeat(200_000)}]`, bytes('x')]],
    ['a text where an attachment is due', ['451-["x",{"_placeholder":true,"num":0}]', '42["x"]']],
    ['an attachment of nothing', [bytes('42["x"]')]],
    ['a second greeting', ['40']],
    ['an error of the client', ['44{"message":"x"}']],
    ['an event for a namespace nobody opened', ['42/admin,["x"]']],
    ["a ping, which is the server's to send", ['2']],
    ['no packet at all', ['4', '4x', 'x']],
  ])('%s ends that connection alone', async (_what, frames) => {
    for (const frame of frames) client.send(frame);
    expect(await client.isAnswered()).toBe(false);
    const next = await RawClient.connect(server.url, server.signIn('colleague').cookie);
    expect(await next.isAnswered()).toBe(true);
    next.close();
  });

  it('a namespace that is not there is refused, and the connection goes on', async () => {
    client.send('40/admin,{"token":1}');
    expect(await client.isAnswered()).toBe(true);
    expect(server.doors.connections.size).toBe(1);
  });

  it('who leaves and comes back over the same connection is let in again, by the session that he came with', async () => {
    const { connections } = server.doors;
    client.send('41');
    await waitUntil(() => connections.size === 0, { what: 'the end of the socket' });
    client.send('40');
    await waitUntil(() => connections.size === 1, { what: 'another socket' });
    expect(await client.isAnswered()).toBe(true);
    expect([...connections.values()].map(({ username }) => username)).toEqual(['attendant']);
  });

  it('whoever does so has let go of it each time: what listens to it does not become more', async () => {
    const { connections } = server.doors;
    const ended = jest.spyOn(ConnectionOutlet.prototype, 'end');
    for (let visit = 1; visit <= 3; visit += 1) {
      client.send('41');
      await waitUntil(() => connections.size === 0, { what: 'the end of the socket' });
      expect(ended).toHaveBeenCalledTimes(visit);
      client.send('40');
      await waitUntil(() => connections.size === 1, { what: 'another socket' });
    }
    ended.mockRestore();
  });

  it('two greetings at once end no other connection', async () => {
    const eager = await RawClient.connect(server.url, server.signIn().cookie, ['40', '40']);
    await eager.isAnswered();
    eager.close();
    expect(await client.isAnswered()).toBe(true);
  });

  it('an event that fails on this side costs the connection and is told to whoever runs the server', async () => {
    jest.spyOn(server.logged, 'push').mockImplementationOnce(() => {
      throw new Error('no room');
    });
    client.send('42["rubbish"]');
    expect(await client.isAnswered()).toBe(false);
    expect(server.logged).toContain('an event could not be handled');
  });
});
