import { createPresenceServer, loadConfig, REGISTERED_CONNECTORS, type Connectors, type Directory } from '@lampfield/server';
import { announce, listen } from '../feed.ts';
import { answerProbes } from '../probe.ts';
import { FedSource } from './fed-source.ts';
import { PASSWORD, type ServerOptions } from './server-options.ts';

/** The presence server as it is, but for a source that is fed by the load generator and a directory that contains everybody. */
const { port, stateDir, era } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
const YAML = `
server: { port: ${String(port)}, stateDir: '${stateDir}' }
presence: { subscriptionTime: 3600 }
auth: { type: demo, users: 100000, password: '${PASSWORD}' }
limits: { idsPerUser: 1000000, socketsPerUser: 10000 }
log: { level: warn }
directories: [{ id: bench, name: Bench, type: bench }]
sources: { JTAPI: { type: feed } }
`;

const source = new FedSource(era);
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
announce({
  port: Number(new URL(url).port),
  feedPort: await listen(source.feed),
  probePort: await answerProbes({ source: () => source.figures }),
});
