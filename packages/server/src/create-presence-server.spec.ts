import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getFreePort } from '@lampfield/test-servers';
import { loadConfig } from './config/load-config.ts';
import { REGISTERED_CONNECTORS } from './config/registered-connectors.ts';
import { createPresenceServer, type PresenceServer } from './create-presence-server.ts';
import { HttpListener, ListenError } from './http/http-listener.ts';
import { rawGet } from './http/http-server.fixture.ts';
import { PrometheusMetrics } from './ops/create-metrics.ts';
import type { Connectors } from './config/connectors.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { ScriptedSource } from './testing/scripted-source.ts';

let stateDir: string;
let clock: ManualClock;
let source: ScriptedSource;
let server: PresenceServer | undefined;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lampfield-state-'));
  clock = new ManualClock();
  source = new ScriptedSource('JTAPI');
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(stateDir, { recursive: true, force: true });
  jest.restoreAllMocks();
});

/** A server of this configuration, not started, with a scripted source for telephony. */
function create(yaml: string, env: Readonly<Record<string, string>> = { PORT: '0' }): PresenceServer {
  const [simulator] = REGISTERED_CONNECTORS.sources;
  if (simulator === undefined) throw new Error('no source is registered');
  const scripted = { ...simulator, name: 'scripted', create: () => source };
  const connectors: Connectors = { ...REGISTERED_CONNECTORS, sources: [...REGISTERED_CONNECTORS.sources, scripted] };
  const loaded = loadConfig({ env, readFile: () => `sources: { JTAPI: { type: scripted } }\n${yaml}`, connectors });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes));
  const config = { ...loaded.config, server: { ...loaded.config.server, stateDir }, log: { level: 'silent' as const } };
  server = createPresenceServer(config, { clock, connectors });
  return server;
}

describe('the addresses of a server that was started', () => {
  it.each([
    ['', '', ''],
    ['server: { host: "::1" }', 'http://[::1]:', ''],
    ['server: { basePath: /presence }', '', '/presence/'],
  ])('are the one it listens on, twice, when the file names no public one: %s', async (yaml, origin, path) => {
    const { url, publicUrl } = await create(yaml).start();
    expect(url).toMatch(new RegExp(`^${(origin || 'http://127.0.0.1:').replace(/[[\]]/g, '\\$&')}\\d+${path}$`));
    expect(publicUrl).toBe(url);
    expect((await fetch(`${url.replace(/\/$/, '')}/healthz`)).status).toBe(200);
  });

  it('are the one it listens on and the public one of the file, both with the base path', async () => {
    const port = String(await getFreePort());
    const yaml = 'server: { publicUrl: "http://localhost:3000", basePath: /presence/ }';
    const { url, publicUrl } = await create(yaml, { PORT: port }).start();
    expect(url).toBe(`http://127.0.0.1:${port}/presence/`);
    expect(publicUrl).toBe('http://localhost:3000/presence/');
    expect((await fetch(`${url}healthz`)).status).toBe(200);
  });
});

describe('readiness and metrics at an address of their own', () => {
  const start = async (options = ''): Promise<{ main: string; ops: string }> => {
    const port = String(await getFreePort());
    const { url } = await create(`ops: { address: "127.0.0.1:${port}"${options} }`).start();
    return { main: url, ops: `http://127.0.0.1:${port}` };
  };

  it('answer whatever the Host, and only there', async () => {
    const { main, ops } = await start();
    const Host = 'presence-7.pods.internal:9300';
    expect(await rawGet(`${ops}/metrics`, { Host })).toMatchObject({
      status: 200,
      body: expect.stringContaining('lampfield_pushes_total 0') as string,
    });
    expect(await rawGet(`${ops}/readyz`, { Host })).toMatchObject({ status: 200, body: '{"status":"ready","reasons":[]}' });
    expect((await fetch(`${main}/metrics`)).status).toBe(404);
    expect((await fetch(`${main}/readyz`)).status).toBe(404);
    expect((await fetch(`${main}/healthz`)).status).toBe(200);
  });

  it('want the token where there is one', async () => {
    const { ops } = await start(', token: abc');
    expect((await fetch(`${ops}/metrics`)).status).toBe(401);
    expect((await fetch(`${ops}/metrics`, { headers: { Authorization: 'Bearer abc' } })).status).toBe(200);
  });

  it.each([
    ['/', 404, 'NOT_FOUND'],
    ['/api/reload', 404, 'NOT_FOUND'],
    ['/%E0%A4%A', 404, 'NOT_FOUND'],
    ['/metrics', 500, 'INTERNAL'],
  ])('answer %s with %d and the problem %s, and say nothing of what is behind', async (path, status, code) => {
    jest.spyOn(PrometheusMetrics.prototype, 'render').mockRejectedValue(new Error('a gauge broke'));
    const { ops } = await start();
    const answer = await fetch(ops + path);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ status, code });
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.headers.get('X-Powered-By')).toBeNull();
    expect(text).not.toMatch(/gauge|node_modules|\.ts|Express/);
  });
});

describe('a start that fails', () => {
  let taken: Server;
  let port: string;

  beforeEach(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    port = String((taken.address() as AddressInfo).port);
  });

  afterEach(() => new Promise((resolve) => taken.close(resolve)));

  it('on its port leaves no source and no job behind', async () => {
    await expect(create('', { PORT: port }).start()).rejects.toThrow(ListenError);
    expect(source.calls.map(({ call }) => call)).toEqual(['start', 'stop']);
    expect(clock.pendingCount).toBe(0);
  });

  it('on the address of readiness and metrics closes the main one', async () => {
    const listen = jest.spyOn(HttpListener.prototype, 'listen');
    await expect(create(`ops: { address: "127.0.0.1:${port}" }`).start()).rejects.toThrow(ListenError);
    const mainPort = String(await listen.mock.results[0]?.value);
    await expect(fetch(`http://127.0.0.1:${mainPort}/healthz`)).rejects.toThrow('fetch failed');
    expect(source.countCalls('stop')).toBe(1);
  });

  it('may be followed by a stop, which then has nothing to do', async () => {
    const failed = create('', { PORT: port });
    await expect(failed.start()).rejects.toThrow(ListenError);
    await failed.stop();
    expect(source.countCalls('stop')).toBe(1);
  });
});
