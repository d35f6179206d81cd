import type { PresenceItem } from '@lampfield/protocol';
import {
  AttendantClient,
  describeWithServer,
  startProsody,
  waitUntil,
  XmppPerson,
  type AttendantConnection,
  type ProsodyServer,
} from '@lampfield/test-servers';
import { inventPeople, type DemoPerson } from '../directories/demo/demo-people.ts';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

jest.setTimeout(30_000);

/** T; what was not renewed for 0.98 of it is used by nobody. */
const T_MS = 60_000;
const UNUSED_MS = 58_800;
const BASE = `
presence: { subscriptionTime: ${String(T_MS / 1000)}, gcPeriod: 1 }
directories: [{ id: demo, name: Demo, type: demo, size: 200, seed: 1 }]
`;
const [ANNA, BERT] = inventPeople(2, 1) as [DemoPerson, DemoPerson];

describe('a source that is full, over the real doors', () => {
  let running: RunningServer;
  let client: AttendantClient;
  let socket: AttendantConnection;

  const start = async (yaml: string, source?: ScriptedSource): Promise<void> => {
    running = await startRunningServer({ yaml: BASE + yaml, ...(source && { scripted: [source] }) });
    client = await AttendantClient.signIn(running.url, 'attendant', TEST_PASSWORD);
    socket = await client.connect();
  };

  afterEach(async () => {
    client.close();
    await running.stop();
  });

  /** Searches one person; gives back the id of the line or chat address. */
  const search = async ({ mail }: DemoPerson, type: PresenceItem['type']): Promise<string> => {
    const [contact] = await client.search(mail);
    const found = Object.values(contact?.details ?? {}).find(({ presence }) => presence?.type === type);
    if (found?.presence === undefined) throw new Error(`${mail} has no ${type}`);
    return found.presence.id;
  };

  /** Waits for a state, or for the reason why there is none; a little time passes meanwhile. */
  const shows = (id: string, expected: string): Promise<unknown> =>
    waitUntil(
      () => {
        running.clock.skip(10);
        const item = socket.latest(id);
        return (item?.state === 'UNKNOWN' ? item.reason : item?.state) === expected;
      },
      { what: () => `${id}: ${expected}, not ${JSON.stringify(socket.latest(id))}` },
    );

  /** Somebody goes on using the second of two, nobody the first. */
  const useOnly = async (id: string): Promise<void> => {
    running.clock.skip(UNUSED_MS / 2);
    await client.keepAlive([{ id }]);
    running.clock.skip(UNUSED_MS / 2);
  };

  test('shows it, gives room from what nobody uses to who waits, and measures it', async () => {
    const source = new ScriptedSource('JTAPI', { capacity: 1 });
    await start('sources: { JTAPI: { type: scripted } }', source);
    const [anna, bert] = [await search(ANNA, 'JTAPI'), await search(BERT, 'JTAPI')];
    await shows(bert, 'SOURCE_FULL');
    expect((await client.diagnose(bert)).item).toMatchObject({ state: 'UNKNOWN', reason: 'SOURCE_FULL' });
    await useOnly(bert);
    await shows(bert, 'AVAILABLE');
    await shows(anna, 'SOURCE_FULL');
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics.split('\n').filter((line) => line.startsWith('lampfield_observations'))).toEqual([
      'lampfield_observations{type="JTAPI"} 1',
      'lampfield_observations_capacity{type="JTAPI"} 1',
      'lampfield_observations_waiting{type="JTAPI"} 0',
      'lampfield_observations_refused_total{type="JTAPI"} 1',
      'lampfield_observations_put_out_total{type="JTAPI"} 1',
    ]);
    await client.keepAlive([{ id: anna }]);
    await useOnly(anna);
    await shows(anna, 'AVAILABLE');
  });

  describeWithServer('prosody', () => {
    let chat: ProsodyServer;
    const people: XmppPerson[] = [];

    beforeAll(async () => {
      const accounts = [{ username: 'lampfield', password: 'secret' }, { username: ANNA.uid }, { username: BERT.uid }];
      chat = await startProsody({ accounts, domain: 'example.org' });
      for (const { uid } of [ANNA, BERT]) people.push(await XmppPerson.login(chat, { username: uid }));
    });

    afterAll(async () => {
      for (const person of people) await person.leave();
      await chat.stop();
    });

    test('is the chat server whose account may watch one contact: the other is watched when it makes room', async () => {
      const account = `service: ${chat.service}, domain: example.org, username: lampfield, password: secret`;
      await start(`sources: { CUPS: { type: xmpp, ${account}, maxSubscriptions: 1, pingSeconds: 3600 } }`);
      const anna = await search(ANNA, 'CUPS');
      await shows(anna, 'AVAILABLE');
      const bert = await search(BERT, 'CUPS');
      await shows(bert, 'SOURCE_FULL');
      await useOnly(bert);
      await shows(bert, 'AVAILABLE');
      await shows(anna, 'SOURCE_FULL');
    });
  });
});
