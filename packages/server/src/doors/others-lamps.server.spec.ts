import { AttendantClient, waitUntil, type AttendantConnection } from '@lampfield/test-servers';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

const YAML = `
directories: [{ id: demo, type: demo, size: 200, seed: 1 }]
sources: { JTAPI: { type: scripted } }
`;
const NOBODYS = '99999999_JTAPI';

/** Ann looks for what only Bob watches, and for what there is not: she must not be able to tell one from the other. */
describe('what somebody else watches', () => {
  let running: RunningServer;
  let source: ScriptedSource;
  let ann: AttendantClient;
  let annSocket: AttendantConnection;
  let bob: AttendantClient;
  let bobSocket: AttendantConnection;
  let bobs: string;

  beforeAll(async () => {
    source = new ScriptedSource('JTAPI');
    running = await startRunningServer({ yaml: YAML, scripted: [source] });
    ann = await AttendantClient.signIn(running.url, 'attendant', TEST_PASSWORD);
    bob = await AttendantClient.signIn(running.url, 'colleague', TEST_PASSWORD);
    [annSocket, bobSocket] = [await ann.connect(), await bob.connect()];
    const details = (await bob.search('a')).flatMap((contact) => Object.values(contact.details));
    bobs = details.find(({ presence }) => presence?.type === 'JTAPI')?.presence?.id ?? '';
    expect(await bob.isSubscribed(bobs)).toBe(true);
  });

  afterAll(async () => {
    for (const client of [ann, bob]) client.close();
    await running.stop();
  });

  /** The whole answer but for the moment it was given at. */
  async function answerTo(path: string): Promise<readonly unknown[]> {
    const answer = await fetch(`${running.url}/api/presence/${path}`, { headers: { cookie: ann.cookie } });
    const { date: _, ...headers } = Object.fromEntries(answer.headers);
    return [answer.status, headers, await answer.text()];
  }

  it.each([
    ['diagnosis', (id: string) => `subscriptions/${id}`],
    ['calendar', (id: string) => `calendar/${id}`],
  ])('has no %s that differs from that of what there is not', async (_, path) => {
    const answer = await answerTo(path(bobs));
    expect(answer[0]).toBe(404);
    expect(answer).toEqual(await answerTo(path(NOBODYS)));
  });

  it('is neither pushed on demand nor counted', async () => {
    expect(await ann.forcePush([bobs, NOBODYS])).toEqual({ pushed: 0 });
    expect(await ann.forcePush()).toEqual({ pushed: 0 });
  });

  it('is not pushed for being said to be on screen', async () => {
    annSocket.socket.emit('presence:visible', { ids: [bobs, NOBODYS] });
    // Acknowledged after what was sent before.
    await annSocket.socket.timeout(5000).emitWithAck('online:watch');
    source.say(bobs.slice(0, bobs.lastIndexOf('_')), { state: 'RINGING', since: 1 });
    await waitUntil(() => bobSocket.latest(bobs)?.state === 'RINGING', { what: 'the push to whoever watches it' });
    expect(annSocket.received.items).toEqual([]);
    expect(await ann.isSubscribed(bobs)).toBe(false);
  });

  it('cannot be had by an id that no directory has, in any spelling, and is not observed', async () => {
    const line = NOBODYS.slice(0, -'_JTAPI'.length);
    const spellings = [
      NOBODYS,
      ` ${NOBODYS}`,
      `tel:${NOBODYS}`,
      `+${NOBODYS}`,
      `*_JTAPI`,
      `${line}*_JTAPI`,
      `*)(uid=*_CUPS`,
      `__proto___JTAPI`,
    ];
    const { rejected, renewed, recreated } = await ann.keepAlive(spellings.map((id) => ({ id })));
    expect([renewed, recreated]).toEqual([[], []]);
    expect(
      rejected.map(({ code }) => code).filter((code) => !['NOT_ALLOWED', 'INVALID_ID', 'UNKNOWN_TYPE'].includes(code)),
    ).toEqual([]);
    expect(source.observed.has(line)).toBe(false);
  });
});
