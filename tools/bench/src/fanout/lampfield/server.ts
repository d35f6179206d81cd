import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'node:net';
import {
  createPresenceServer,
  loadConfig,
  REGISTERED_CONNECTORS,
  type Connectors,
  type Directory,
  type PresenceSource,
  type SourceSink,
} from '@lampfield/server';
import { announce, createFeed, listen } from '../feed.ts';

/** The presence server as it is, but for a source that is fed by the load generator and a directory that contains everybody. */
const PASSWORD = 'open sesame';
const YAML = `
server: { port: 0, stateDir: '${mkdtempSync(join(tmpdir(), 'lampfield-fanout-'))}' }
presence: { subscriptionTime: 3600 }
auth: { type: demo, users: 100000, password: '${PASSWORD}' }
limits: { idsPerUser: 1000000, socketsPerUser: 10000 }
log: { level: warn }
directories: [{ id: bench, name: Bench, type: bench }]
sources: { JTAPI: { type: feed } }
`;

/** What a feed says of who is observed is what the source says. */
class FedSource implements PresenceSource {
  readonly type = 'JTAPI';
  readonly connector = 'feed';
  readonly feed: Server;
  readonly #observed = new Set<string>();
  #sink: SourceSink | undefined;

  constructor() {
    this.feed = createFeed(({ identifier, state, since, raw }) => {
      if (this.#observed.has(identifier)) this.#sink?.report(identifier, { state, since, raw });
    });
  }

  start(sink: SourceSink): void {
    this.#sink = sink;
    sink.up();
  }

  observe(identifier: string): void {
    this.#observed.add(identifier);
    this.#sink?.report(identifier, { state: 'AVAILABLE', since: null, raw: 'IN_SERVICE' });
  }

  release(identifier: string): void {
    this.#observed.delete(identifier);
  }

  stop(): Promise<void> {
    this.feed.close();
    return Promise.resolve();
  }
}

const source = new FedSource();
const everybody: Directory = {
  id: 'bench',
  name: 'Bench',
  search: () => Promise.resolve({ contacts: [], truncated: false }),
  findPresentities: (ids) => Promise.resolve(new Map(ids.map(({ id }) => [id, {}]))),
  stop: () => Promise.resolve(),
};
const [anySource] = REGISTERED_CONNECTORS.sources;
const anyDirectory = REGISTERED_CONNECTORS.directories.find(({ name }) => name === 'demo');
if (anySource === undefined || anyDirectory === undefined) throw new Error('nothing is registered');
const connectors: Connectors = {
  ...REGISTERED_CONNECTORS,
  sources: [{ ...anySource, name: 'feed', serves: ['JTAPI'], create: () => source }],
  directories: [{ ...anyDirectory, name: 'bench', create: () => everybody }],
};
const loaded = loadConfig({ env: {}, readFile: () => YAML, connectors });
if (!loaded.ok) throw new Error(loaded.mistakes.map(({ path, expected }) => `${path}: ${expected}`).join('\n'));
const { url } = await createPresenceServer(loaded.config, { connectors }).start();
announce({ port: Number(new URL(url).port), feedPort: await listen(source.feed) });
