import { rawGet, TestServer } from './http-server.fixture.ts';

let server: TestServer;

beforeEach(async () => {
  server = await TestServer.start();
});

afterEach(() => server.stop());

async function readiness(): Promise<{ status: number; body: unknown }> {
  const answer = await server.browser().get('/readyz');
  return { status: answer.status, body: await answer.json() };
}

describe('GET /healthz', () => {
  it('answers as long as the process does, whatever the Host', async () => {
    server.health.enter('draining');
    expect(await rawGet(`${server.url}/healthz`, { Host: '10.1.2.3:3000' })).toEqual({ status: 200, body: '{"status":"ok"}' });
  });
});

it.each(['/Healthz', '/healthz/', '/Metrics', '/metrics/', '/READYZ'])('%s is not another name for it', async (path) => {
  expect((await server.browser().get(path)).status).toBe(404);
});

describe('GET /readyz', () => {
  it('is ready while the server runs', async () => {
    expect(await readiness()).toEqual({ status: 200, body: { status: 'ready', reasons: [] } });
  });

  it.each(['starting', 'draining'] as const)('is not ready while it is %s', async (phase) => {
    server.health.enter(phase);
    expect(await readiness()).toEqual({ status: 503, body: { status: 'not ready', reasons: [`the server is ${phase}`] } });
  });

  it('says which sources and directories are away, but stays ready: another process would be no better off', async () => {
    server.doors.states.push(
      { type: 'CUPS', state: 'DOWN', since: 1, reason: 'SOURCE_DOWN' },
      { type: 'JTAPI', state: 'UP', since: 1 },
    );
    server.health.failed('corp');
    const reasons = ['source CUPS is down (SOURCE_DOWN)', 'directory corp did not answer its last search'];
    expect(await readiness()).toEqual({ status: 200, body: { status: 'ready', reasons } });
  });
});

describe('a source that knows what keeps it from working', () => {
  it('is shown with that while it is down, and while it is up but knows less than it should', async () => {
    server.doors.states.push(
      { type: 'XMPP', state: 'DOWN', since: 1, reason: 'SOURCE_DOWN' },
      { type: 'CUPS', state: 'DOWN', since: 1, reason: 'SOURCE_DOWN' },
      { type: 'JTAPI', state: 'UP', since: 1 },
    );
    server.sourceTroubles.set('XMPP', 'no Erlang is installed').set('JTAPI', 'half of the lines cannot be watched');
    const reasons = [
      'source XMPP is down (SOURCE_DOWN): no Erlang is installed',
      'source CUPS is down (SOURCE_DOWN)',
      'source JTAPI: half of the lines cannot be watched',
    ];
    expect(await readiness()).toEqual({ status: 200, body: { status: 'ready', reasons } });
  });
});

describe('a disk that cannot be written', () => {
  it('is said, but takes nobody away from a server that goes on without it', async () => {
    server.diskTroubles = { stateDir: 'ENOENT', log: 'ENOSPC' };
    const reasons = ['server.stateDir cannot be written (ENOENT)', 'the log cannot be written (ENOSPC)'];
    expect(await readiness()).toEqual({ status: 200, body: { status: 'ready', reasons } });
    server.diskTroubles = {};
    expect(await readiness()).toEqual({ status: 200, body: { status: 'ready', reasons: [] } });
  });
});

describe('GET /metrics', () => {
  it('shows the process and what the parts feed, each server its own', async () => {
    const pushes = server.metrics.counter({ name: 'pushes_total', help: 'Pushes.' });
    pushes.add();
    pushes.add(2);
    let subscriptions = 5;
    server.metrics.gauge({ name: 'subscriptions', help: 'Now.' }, () => subscriptions);
    server.metrics.counterFrom({ name: 'removed_total', help: 'Removed.' }, () => subscriptions * 2);
    server.metrics.timing({ name: 'cleanup_seconds', help: 'Runs.' }).observe(3);
    subscriptions = 6;
    const answer = await server.browser().get('/metrics');
    const text = await answer.text();
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^lampfield_pushes_total 3$/m);
    expect(text).toMatch(/^lampfield_subscriptions 6$/m);
    expect(text).toMatch(/^lampfield_removed_total 12$/m);
    expect(text).toMatch(/^lampfield_cleanup_seconds_bucket\{le="0\.005"\} 1$/m);
    expect(text).toMatch(/^lampfield_cleanup_seconds_bucket\{le="0\.0025"\} 0$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(await (await server.browser().get('/metrics')).text()).toMatch(/^lampfield_removed_total 12$/m);
    const other = await TestServer.start();
    expect(await (await other.browser().get('/metrics')).text()).not.toContain('lampfield_pushes_total');
    await other.stop();
  });

  it('is not for callers that use another name', async () => {
    expect((await rawGet(`${server.url}/metrics`, { Host: 'evil.example' })).status).toBe(421);
  });
});

describe('with a token', () => {
  it.each(['/readyz', '/metrics'])('%s is only for those who have it, whatever the Host', async (path) => {
    const guarded = await TestServer.start({ opsToken: 'abc' });
    const get = async (headers: Record<string, string>): Promise<number> =>
      (await rawGet(guarded.url + path, { Host: 'pod', ...headers })).status;
    expect(await get({})).toBe(401);
    expect(await get({ Authorization: 'Bearer abd' })).toBe(401);
    expect(await get({ Authorization: 'abc' })).toBe(401);
    expect(await get({ Authorization: 'Bearer ABC' })).toBe(401);
    expect(await get({ Authorization: 'Basic abc' })).toBe(401);
    expect(await get({ Authorization: 'Bearer ' })).toBe(401);
    expect(await get({ Authorization: 'Bearer abc' })).toBe(200);
    expect(await get({ Authorization: 'bearer abc' })).toBe(200);
    expect(await get({ Authorization: 'BEARER  abc' })).toBe(200);
    expect((await rawGet(`${guarded.url}/healthz`, {})).status).toBe(200);
    await guarded.stop();
  });
});
