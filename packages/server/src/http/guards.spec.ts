import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { API_ROUTES, RETURN_PATH, SIGNED_IN_ROUTES, UNSAFE_ROUTES, type RouteName } from './api-routes.fixture.ts';
import { PASSWORD, problemIn, rawGet, TestServer, type TestBrowser } from './http-server.fixture.ts';

let server: TestServer;
let browser: TestBrowser;

beforeAll(async () => {
  server = await TestServer.start();
  browser = await server.signedIn();
});

afterAll(() => server.stop());

const pathOf = ({ path }: RouteName): string => path.replace(':id', 'x');
const UNSAFE = UNSAFE_ROUTES.map(pathOf);

describe('every call but those to sign in or out', () => {
  it.each(SIGNED_IN_ROUTES)('$method $path needs a session', async (route) => {
    const answer = await server.browser().send(pathOf(route), { method: route.method });
    expect(await problemIn(answer)).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
  });
});

describe('every unsafe call but login', () => {
  it.each(
    UNSAFE.flatMap((path) => [
      { path, token: undefined },
      { path, token: '' },
      { path, token: 'x'.repeat(43) },
    ]),
  )('$path with the token $token is a 403 CSRF', async ({ path, token }) => {
    const copy = server.browser();
    for (const [name, value] of browser.cookies) if (name !== 'XSRF-TOKEN') copy.cookies.set(name, value);
    const answer = await copy.post(path, {}, token === undefined ? {} : { 'X-XSRF-TOKEN': token });
    expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'CSRF' });
  });

  it("is refused with another session's token, of the same user even", async () => {
    const other = await server.signedIn();
    const token = other.cookies.get('XSRF-TOKEN') ?? '';
    expect((await browser.post(UNSAFE[0] ?? '', {}, { 'X-XSRF-TOKEN': token })).status).toBe(403);
  });
});

describe('a call that the configuration has nothing for', () => {
  it('is a 503 NO_SOURCE that nobody who runs the server is told of', async () => {
    for (const path of ['/api/online', '/api/online/count']) {
      expect(await problemIn(await browser.get(path))).toMatchObject({ status: 503, code: 'NO_SOURCE' });
    }
    expect(server.logged.filter(({ level }) => level !== 'debug')).toEqual([]);
  });
});

describe('callers', () => {
  it.each(
    API_ROUTES.filter(({ path }) => path !== RETURN_PATH).flatMap((route) => [
      { ...route, name: 'Origin', value: 'https://evil.example' },
      { ...route, name: 'Origin', value: 'null' },
      { ...route, name: 'Sec-Fetch-Site', value: 'cross-site' },
    ]),
  )('$method $path refuses a page whose $name is $value', async ({ name, value, ...route }) => {
    const answer = await browser.send(pathOf(route), { method: route.method, headers: { [name]: value } });
    expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'FOREIGN_ORIGIN' });
  });

  it.each(API_ROUTES)('$method $path refuses a Host that is not this server', async (route) => {
    const answer = await rawGet(server.url + pathOf(route), { Host: 'evil.example', 'X-Forwarded-Host': '127.0.0.1' });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 421, code: 'UNKNOWN_HOST' });
    expect(answer.body).not.toContain('evil');
  });

  it('without an Origin are let in by their cookie, and loopback names count as one', async () => {
    expect((await browser.get('/api/reload')).status).toBe(200);
    expect((await browser.get('/api/reload', { Origin: `http://localhost:${String(server.port)}` })).status).toBe(200);
    expect((await browser.get('/api/reload', { Origin: `http://localhost:${String(server.port + 1)}` })).status).toBe(403);
  });

  it.each([
    ['evil.example', 421],
    [`evil.example:80`, 421],
    ['localhost', 401],
    ['[::1]:9', 401],
  ])('that call the server %s get %d', async (Host, status) => {
    const answer = await rawGet(`${server.url}/api/reload`, { Host });
    expect(answer.status).toBe(status);
    if (status === 421) expect(JSON.parse(answer.body)).toMatchObject({ status: 421, code: 'UNKNOWN_HOST' });
  });

  it('that call a page by an unknown name get none', async () => {
    expect((await rawGet(`${server.url}/`, { Host: 'evil.example' })).status).toBe(421);
  });
});

describe('paths and methods', () => {
  it.each(['/api', '/api/', '/api/nothing', '/api/presence', '/api/Reload', '/api/reload/x', '/nothing'])(
    '%s is a 404',
    async (path) => {
      expect(await problemIn(await browser.get(path, { Accept: 'text/html' }))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    },
  );

  it.each([
    ['GET', '/api/login', 'POST'],
    ['DELETE', '/api/logout', 'POST'],
    ['PUT', '/api/presence/bulkUpdateSubscription', 'POST'],
    ['POST', '/api/reload', 'GET, HEAD'],
    ['POST', '/api/search', 'GET, HEAD'],
    ['OPTIONS', '/api/presence/subscriptions/x', 'GET, HEAD'],
    ['PATCH', '/api/online/count', 'GET, HEAD'],
  ])('%s %s is a 405 that names %s', async (method, path, allowed) => {
    const answer = await browser.send(path, { method });
    expect(answer.headers.get('Allow')).toBe(allowed);
    expect(await problemIn(answer)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  });
});

describe('bodies', () => {
  const path = '/api/presence/bulkUpdateSubscription';
  const send = (
    body: string | Buffer,
    headers: Record<string, string> = { 'Content-Type': 'application/json' },
  ): Promise<Response> => browser.send(path, { method: 'POST', body: body as string, headers });

  it.each(['{', '{"items":[}', 'items=1', '\u0000', '{"items":[]}x'])('%j is a 400 INVALID_JSON', async (body) => {
    expect(await problemIn(await send(body))).toMatchObject({ status: 400, code: 'INVALID_JSON' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'application/json; charset=latin1', ''])(
    'of the type %j is a 415',
    async (type) => {
      expect(await problemIn(await send('{"items":[]}', { 'Content-Type': type }))).toMatchObject({
        status: 415,
        code: 'UNSUPPORTED_MEDIA_TYPE',
      });
    },
  );

  it('of JSON with a charset is read, compressed as well', async () => {
    expect((await send('{"items":[]}', { 'Content-Type': 'application/json; charset=UTF-8' })).status).toBe(200);
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    expect((await send(gzipSync('{"items":[]}'), headers)).status).toBe(200);
    expect(await problemIn(await send('not gzip', headers))).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(await problemIn(await send('x', { ...headers, 'Content-Encoding': 'zip' }))).toMatchObject({ status: 415 });
  });

  it('of 4 MiB is read, of one byte more is a 413, compressed or not', async () => {
    const limit = 4 * 1024 * 1024;
    const filled = (bytes: number): string => `{"items":[],"x":"${'x'.repeat(bytes - 19)}"}`;
    expect(Buffer.byteLength(filled(limit))).toBe(limit);
    expect((await send(filled(limit))).status).toBe(200);
    expect(await problemIn(await send(filled(limit + 1)))).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    const bomb = await send(gzipSync(filled(20 * limit)), { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
    expect(await problemIn(bomb)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('of somebody who has no session have 16 KiB at most', async () => {
    const send = (bytes: number) =>
      fetch(`${server.url}/api/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username: 'x'.repeat(bytes) }),
      });
    expect(await problemIn(await send(16_000))).toMatchObject({ status: 400 });
    expect(await problemIn(await send(16 * 1024))).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('with keys that would reach a prototype do nothing', async () => {
    const answer = await send('{"__proto__":{"items":[]},"constructor":{"prototype":{"polluted":true}},"items":[]}');
    expect(answer.status).toBe(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await problemIn(await send('{"__proto__":{"items":[]}}'))).toMatchObject({ status: 400, path: 'items' });
  });
});

describe('whatever comes in', () => {
  it('that is not HTTP is answered 400 and the server goes on', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('HELO lamps\r\n\r\n'));
      let received = '';
      socket
        .on('data', (chunk) => (received += chunk.toString()))
        .on('end', () => resolve(received))
        .on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await browser.get('/api/reload')).status).toBe(200);
  });

  it('is logged and measured by its route, never with queries, bodies, cookies or tokens', async () => {
    await browser.get('/api/search?dirId=corp&search=hunter2');
    await browser.get('/api/presence/subscriptions/hunter2_JTAPI');
    await server.browser().post('/api/login', { username: 'attendant', password: `${PASSWORD}hunter2` });
    const lines = JSON.stringify(server.logged);
    expect(lines).toContain('"route":"/api/search"');
    expect(lines).toContain('"route":"/api/presence/subscriptions/:id"');
    expect(lines).not.toMatch(/hunter2/);
    for (const value of browser.cookies.values()) expect(lines).not.toContain(value);
    const { text } = await server.metrics.render();
    expect(text).toMatch(/lampfield_http_requests_total\{method="POST",route="\/api\/login",status="401"\} 1/);
    expect(text).not.toContain('hunter2');
  });

  it('gets security headers', async () => {
    const { headers } = await browser.get('/api/reload');
    expect(headers.get('Content-Security-Policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Powered-By')).toBeNull();
    expect(headers.get('Strict-Transport-Security')).toBeNull();
  });
});

describe('behind https', () => {
  it('cookies are Secure and browsers are told to stay with https', async () => {
    const secure = await TestServer.start({ publicUrl: 'https://presence.example.org' });
    const answer = await secure
      .browser()
      .post('/api/login', { username: 'attendant', password: PASSWORD }, { Origin: 'https://presence.example.org' });
    expect(answer.status).toBe(204);
    for (const cookie of answer.headers.getSetCookie()) expect(cookie).toContain('; Secure');
    expect(answer.headers.get('Strict-Transport-Security')).toBe('max-age=31536000');
    await secure.stop();
  });
});
