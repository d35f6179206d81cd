import { isDeepStrictEqual } from 'node:util';
import type { PresenceActivity, PresenceItem } from '@lampfield/protocol';
import { AttendantClient, waitUntil, type AttendantConnection } from '@lampfield/test-servers';
import type { SourceReport } from '../ports/source.ts';
import { inventPeople, type DemoPerson } from '../directories/demo/demo-people.ts';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

jest.setTimeout(30_000);

const [ANNA, BERT] = inventPeople(2, 1) as [DemoPerson, DemoPerson];
/** Lines are known by their last four digits. */
const line = ({ phone }: DemoPerson): string => phone.slice(-4);
const BERTS_NAME = `${BERT.givenName} ${BERT.familyName}`;

function yaml(privacy: string): string {
  return `
${privacy}
directories: [{ id: demo, name: Demo, type: demo, size: 200, seed: 1 }]
sources: { JTAPI: { type: scripted, normalize: [{ match: '^\\+3611000(\\d{4})$', replace: '$1' }] } }
`;
}

describe('whom a line talks to, over the real doors', () => {
  let source: ScriptedSource;
  let running: RunningServer;
  let client: AttendantClient;
  let socket: AttendantConnection;
  const id = `${line(ANNA)}_JTAPI`;

  const start = async (privacy: string): Promise<void> => {
    source = new ScriptedSource('JTAPI');
    running = await startRunningServer({ yaml: yaml(privacy), scripted: [source] });
    client = await AttendantClient.signIn(running.url, 'attendant', TEST_PASSWORD);
    socket = await client.connect();
    await client.search(ANNA.mail);
    await waitUntil(() => socket.latest(id), { what: 'the line' });
  };

  afterEach(async () => {
    client.close();
    await running.stop();
  });

  const say = (peer: PresenceActivity['peer'], since: number): void => {
    source.say(line(ANNA), { state: 'ON_CALL', since, activity: { ...(peer && { peer }), direction: 'in', calls: 1 } });
  };

  const shows = (activity: PresenceActivity): Promise<PresenceItem> =>
    waitUntil(
      () => {
        const item = socket.latest(id);
        return item !== undefined && isDeepStrictEqual(item.activity, activity) ? item : undefined;
      },
      { what: () => `${JSON.stringify(activity)}, not ${JSON.stringify(socket.latest(id))}` },
    );

  /** The item by every other way out. */
  const seenOtherwise = async (): Promise<(PresenceItem | undefined)[]> => {
    const before = socket.count(id);
    await client.keepAlive([{ id, version: 0 }]);
    await waitUntil(() => socket.count(id) > before, { what: 'the push of the keep-alive' });
    const kept = socket.latest(id);
    await client.forcePush();
    await waitUntil(() => socket.count(id) > before + 1, { what: 'the resync' });
    return [kept, socket.latest(id), (await client.diagnose(id)).item];
  };

  test.each<[string, PresenceActivity['peer'], PresenceActivity['peer']]>([
    ['', { number: BERT.phone, name: 'Desk' }, { number: BERT.phone, name: 'Desk' }],
    ['', { number: BERT.phone }, { number: BERT.phone, name: BERTS_NAME }],
    ['', { number: '0800 999' }, { number: '0800 999' }],
    ['privacy: { peer: number }', { number: BERT.phone, name: 'Desk' }, { number: BERT.phone }],
    ['privacy: { peer: none }', { number: BERT.phone, name: 'Desk' }, undefined],
  ])('with %j and the network’s %j is %j, whichever way it is asked', async (privacy, told, shown) => {
    await start(privacy);
    say(told, 5);
    const item = await shows({ ...(shown && { peer: shown }), direction: 'in', calls: 1 });
    expect(await seenOtherwise()).toEqual([item, item, item]);
  });

  test.each<[string, PresenceActivity['peer']]>([
    ['privacy: { peer: name }', { number: BERT.phone, name: BERTS_NAME }],
    ['privacy: { peer: number }', { number: BERT.phone }],
    ['privacy: { peer: none }', undefined],
  ])('with %j is %j while it rings, dials, is held or in a conference; the rest is told anyway', async (privacy, shown) => {
    await start(privacy);
    const peer = { number: BERT.phone };
    const steps: readonly SourceReport[] = [
      { state: 'RINGING', since: 10, raw: 'ALERTING', activity: { peer, direction: 'in', calls: 2 } },
      { state: 'DIALING', since: 20, raw: 'DIALING', activity: { peer, direction: 'out', calls: 1 } },
      { state: 'ON_CALL', since: 30, raw: 'HELD', activity: { peer, direction: 'in', held: true, calls: 1 } },
      { state: 'ON_CALL', since: 40, raw: 'ESTABLISHED', activity: { peer, direction: 'out', conference: true, calls: 1 } },
    ];
    for (const report of steps) {
      source.say(line(ANNA), report);
      const { peer: _, ...others } = report.activity ?? {};
      const item = await shows({ ...(shown && { peer: shown }), ...others });
      expect(item).toMatchObject({ state: report.state, since: report.since, raw: report.raw });
      expect(await seenOtherwise()).toEqual([item, item, item]);
    }
    expect(JSON.stringify(socket.received).includes(BERT.phone)).toBe(shown !== undefined);
    expect(JSON.stringify(socket.received.items).includes(BERTS_NAME)).toBe(shown?.name !== undefined);
  });

  test('is told by number first, and by name as a newer version of the same state', async () => {
    await start('');
    say({ number: line(BERT) }, 5);
    const named = await shows({ peer: { number: line(BERT), name: BERTS_NAME }, direction: 'in', calls: 1 });
    expect(named).toMatchObject({ state: 'ON_CALL', since: 5 });
    const versions = socket.received.items.filter((item) => item.id === id).map(({ version }) => version);
    expect([...versions].sort((one, other) => one - other)).toEqual(versions);
  });
});
