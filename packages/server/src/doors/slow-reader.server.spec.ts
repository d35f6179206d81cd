import { AttendantClient, waitUntil } from '@lampfield/test-servers';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

const YAML = `
directories: [{ id: demo, name: Demo, type: demo, size: 5000, seed: 1 }]
sources: { JTAPI: { type: scripted } }
`;
const CHANGES = 400;

/** What a client does not read must not pile up in the server, and nobody else may wait for it. */
describe('a client that stops reading', () => {
  let running: RunningServer;
  let source: ScriptedSource;

  beforeEach(async () => {
    source = new ScriptedSource('JTAPI');
    running = await startRunningServer({ yaml: YAML, scripted: [source] });
  });

  afterEach(() => running.stop());

  async function pushedItems(): Promise<number> {
    const text = await (await fetch(`${running.url}/metrics`)).text();
    return Number(/^lampfield_pushed_items_total (\d+)/m.exec(text)?.[1]);
  }

  test('is owed only the latest of everything, and gets it when it reads again', async () => {
    const ann = await AttendantClient.signIn(running.url, 'attendant', TEST_PASSWORD);
    const [slow, quick] = [await ann.connect(), await ann.connect()];
    const ids = await subscribeMany(ann);
    await waitUntil(() => ids.every((id) => slow.latest(id) !== undefined), { what: 'all first states' });

    slow.pauseReading();
    const before = await pushedItems();
    for (let change = 1; change <= CHANGES; change += 1) {
      for (const id of ids) source.say(lineOf(id), { state: 'RINGING', since: change, raw: 'ALERTING '.repeat(20) });
      await waitUntil(() => ids.every((id) => (quick.latest(id)?.since ?? 0) >= change), {
        what: `change ${String(change)} at the quick one`,
      });
    }
    const pushedToSlow = (await pushedItems()) - before - CHANGES * ids.length;
    expect(pushedToSlow).toBeLessThan((CHANGES * ids.length) / 2);

    slow.resumeReading();
    await waitUntil(() => ids.every((id) => slow.latest(id)?.since === CHANGES), {
      timeoutMs: 20_000,
      what: 'the latest state of everything',
    });
    const versions = slow.received.items.filter(({ id }) => id === ids[0]).map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
    ann.close();
  }, 120_000);

  async function subscribeMany(client: AttendantClient): Promise<string[]> {
    const ids = new Set<string>();
    for (const text of ['anna', 'mar', 'ter', 'son', 'ber']) {
      for (const { details } of await client.search(text)) {
        for (const { presence } of Object.values(details)) if (presence?.type === 'JTAPI') ids.add(presence.id);
      }
    }
    return [...ids];
  }

  function lineOf(id: string): string {
    return id.slice(0, id.lastIndexOf('_'));
  }
});
