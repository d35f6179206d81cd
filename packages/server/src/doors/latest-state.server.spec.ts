import type { PresenceItem } from '@lampfield/protocol';
import { AttendantClient, waitUntil } from '@lampfield/test-servers';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { startRunningServer, TEST_PASSWORD, type RunningServer } from '../testing/running-server.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';

const YAML = `
auth: { type: demo, users: 6 }
directories: [{ id: demo, name: Demo, type: demo, size: 300, seed: 1 }]
sources: { JTAPI: { type: scripted } }
`;

const TRANSPORTS = [['websocket'], ['polling'], ['polling', 'websocket']];

/** A tab: keeps the latest of what it gets, as the SDK does, and notes every version that did not grow. */
class Tab {
  readonly latest = new Map<string, PresenceItem>();
  readonly setbacks: string[] = [];
  readonly #client: AttendantClient;
  readonly #url: string;
  readonly #transports: string[];
  #socket: Socket | undefined;

  constructor(url: string, client: AttendantClient, transports: string[]) {
    this.#url = url;
    this.#client = client;
    this.#transports = transports;
  }

  /** Connects (anew) and catches up, as the contract has clients do. */
  async connect(ids: readonly string[]): Promise<void> {
    this.close();
    const socket = io(this.#url, {
      extraHeaders: { cookie: this.#client.cookie },
      transports: this.#transports,
      forceNew: true,
      reconnection: false,
    });
    this.#socket = socket;
    const seen = new Map<string, number>();
    socket.on('PresenceWebEvt', ({ presenceItems }: { presenceItems: PresenceItem[] }) => {
      for (const item of presenceItems) {
        if (item.version < (seen.get(item.id) ?? 0)) this.setbacks.push(`${item.id} ${String(item.version)}`);
        seen.set(item.id, item.version);
        this.latest.set(item.id, item);
      }
    });
    await waitUntil(() => socket.connected, { what: 'the tab to connect' });
    await this.#client.keepAlive(ids.map((id) => ({ id, version: this.latest.get(id)?.version ?? 0 })));
  }

  /** Reads nothing more until it resumes; with long polling there is nothing that could be paused but the polls, which go on. */
  pause(): void {
    this.#network()?.pause();
  }

  resume(): void {
    this.#network()?.resume();
  }

  /** Has only these on screen from now on. */
  show(ids: readonly string[]): void {
    this.#socket?.emit('presence:visible', { ids });
  }

  close(): void {
    this.resume();
    this.#socket?.disconnect();
  }

  #network(): { pause(): void; resume(): void } | undefined {
    const { transport } = (this.#socket?.io.engine ?? {}) as {
      transport?: { ws?: { _socket?: { pause(): void; resume(): void } } };
    };
    return transport?.ws?._socket;
  }
}

interface TabStep {
  readonly kind: 'PAUSE' | 'RESUME' | 'RECONNECT' | 'FORCE_PUSH' | 'SCROLL';
  readonly tab: number;
}

type Step =
  { readonly kind: 'CHANGES'; readonly count: number; readonly isLarge: boolean } | TabStep | { readonly kind: 'SOURCE' };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('CHANGES' as const),
      count: fc.integer({ min: 1, max: 400 }),
      isLarge: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('PAUSE' as const, 'RESUME' as const, 'RECONNECT' as const, 'FORCE_PUSH' as const, 'SCROLL' as const),
      tab: fc.nat({ max: TRANSPORTS.length * 2 - 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'SOURCE' as const }) },
);

describe('whatever happens on the way', () => {
  let running: RunningServer;
  let source: ScriptedSource;
  let clients: AttendantClient[];
  let ids: string[];

  beforeAll(async () => {
    source = new ScriptedSource('JTAPI');
    running = await startRunningServer({ yaml: YAML, scripted: [source] });
    const names = ['attendant', 'colleague', 'user3'];
    clients = await Promise.all(names.map((name) => AttendantClient.signIn(running.url, name, TEST_PASSWORD)));
    const [ann] = clients;
    if (ann === undefined) throw new Error('nobody signed in');
    const pages = await Promise.all(['anna', 'mar', 'ter', 'son', 'ber'].map((text) => ann.search(text)));
    const found = pages.flat().flatMap(({ details }) => Object.values(details));
    ids = [...new Set(found.flatMap(({ presence }) => (presence?.type === 'JTAPI' ? [presence.id] : [])))];
  });

  afterAll(async () => {
    const countOpen = async (): Promise<string> => (await fetch(`${running.url}/metrics`)).text();
    await waitUntil(async () => /^lampfield_connections 0$/m.test(await countOpen()), { what: 'all connections to be closed' });
    await running.stop();
  }, 30_000);

  test('every tab ends with exactly the latest state, and no version ever goes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 4, maxLength: 14 }), async (steps) => {
        await runSteps(steps);
      }),
      { numRuns: 6 },
    );
  }, 180_000);

  async function runSteps(steps: readonly Step[]): Promise<void> {
    const tabs = TRANSPORTS.flatMap((transports, index) => {
      const client = clients[index];
      return client === undefined ? [] : [new Tab(running.url, client, transports), new Tab(running.url, client, transports)];
    });
    await Promise.all(tabs.map((tab) => tab.connect(ids)));
    for (const step of steps) await take(step, tabs);
    for (const tab of tabs) tab.resume();
    // Whoever has everything on screen is told at once of what was held back.
    for (const tab of tabs) tab.show(ids);
    source.comeBack();
    for (const tab of tabs) {
      await waitUntil(() => ids.every((id) => isSame(tab.latest.get(id))), {
        timeoutMs: 30_000,
        what: 'the latest of everything',
      });
      expect(tab.setbacks).toEqual([]);
    }
    for (const tab of tabs) tab.close();
  }

  async function take(step: Step, tabs: readonly Tab[]): Promise<void> {
    if (step.kind === 'CHANGES') {
      change(step.count, step.isLarge ? 'ALERTING '.repeat(200) : 'Ő ☎');
      // Lets some of it out, so that what comes next meets data on its way.
      await clients[0]?.reload();
    } else if (step.kind === 'SOURCE') {
      source.goDown();
      source.comeBack();
    } else await takeAt(tabs[step.tab], step);
  }

  async function takeAt(tab: Tab | undefined, step: TabStep): Promise<void> {
    if (step.kind === 'FORCE_PUSH') await clients[step.tab >> 1]?.forcePush();
    else if (step.kind === 'RECONNECT') await tab?.connect(ids);
    else if (step.kind === 'SCROLL') tab?.show(ids.filter((_id, index) => index % 3 === counter % 3));
    else if (step.kind === 'PAUSE') tab?.pause();
    else tab?.resume();
  }

  const said = new Map<string, number>();
  let counter = 0;

  function change(count: number, raw: string): void {
    for (let index = 0; index < count; index += 1) {
      const id = ids[counter % ids.length] ?? '';
      counter += 1;
      said.set(id, counter);
      source.say(id.slice(0, id.lastIndexOf('_')), { state: counter % 2 === 0 ? 'RINGING' : 'AVAILABLE', since: counter, raw });
    }
  }

  /** The last that the source said of it. */
  function isSame(item: PresenceItem | undefined): boolean {
    return item !== undefined && (said.has(item.id) ? item.since === said.get(item.id) : item.since === null);
  }
});
