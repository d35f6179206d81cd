import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemIn, TestServer } from './http-server.fixture.ts';

const PAGE =
  '<!doctype html><html><head><base href="./" /><style>a{}</style></head><body class="x"><p>hi</p><lf-root></lf-root></body></html>';

let webRoot: string;
let server: TestServer;

beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), 'lampfield-web-'));
  writeFileSync(join(webRoot, 'index.html'), PAGE);
  writeFileSync(join(webRoot, 'main-ABCD1234.js'), '1');
  writeFileSync(join(webRoot, 'favicon.svg'), '<svg/>');
  writeFileSync(join(webRoot, '.env'), 'secret');
  server = await TestServer.start({ webRoot });
});

afterAll(async () => {
  await server.stop();
  rmSync(webRoot, { recursive: true });
});

describe('the web attendant', () => {
  it.each([
    ['/', '*/*'],
    ['/index.html', '*/*'],
    ['/some/route', 'text/html,application/xhtml+xml'],
    ['/?query', 'text/html'],
  ])('%s for %s is the page', async (path, Accept) => {
    const answer = await server.browser().get(path, { Accept });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.text()).toContain('<base href="/" />');
  });

  it('lets only its own scripts run, and styles with the nonce of the answer', async () => {
    const answers = [await server.browser().get('/'), await server.browser().get('/')];
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const policy = answer.headers.get('Content-Security-Policy') ?? '';
        const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
        const html = await answer.text();
        expect(html).toContain(`<lf-root ngCspNonce="${nonce}">`);
        expect(html).toContain(`<style nonce="${nonce}">`);
        expect(policy).toContain("script-src 'self';");
        expect(policy).toContain("connect-src 'self' ws://127.0.0.1:3000;");
        expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe/);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it('is kept for ever by browsers where a file name has a hash, and asked for again where not', async () => {
    const hashed = await server.browser().get('/main-ABCD1234.js');
    expect(hashed.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers.get('Content-Type')).toMatch(/javascript/);
    expect((await server.browser().get('/favicon.svg')).headers.get('Cache-Control')).toBe('no-cache');
  });

  it.each(['/main-GONE0000.js', '/.env', '/../package.json', '/%2e%2e/package.json', '/nothing.png'])(
    '%s is a 404, not the page',
    async (path) => {
      expect(await problemIn(await server.browser().get(path))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    },
  );

  it('is not for other methods', async () => {
    expect((await server.browser().post('/some/route', {}, { Accept: 'text/html' })).status).toBe(404);
    expect((await server.browser().send('/', { method: 'HEAD' })).status).toBe(200);
  });

  it('never hides an unknown call of the API', async () => {
    const answer = await server.browser().get('/api/nothing', { Accept: 'text/html' });
    expect(await problemIn(answer)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('says so when it has not been built', async () => {
    const unbuilt = await TestServer.start({ webRoot: join(webRoot, 'nowhere') });
    expect(await problemIn(await unbuilt.browser().get('/'))).toMatchObject({
      status: 404,
      detail: 'the web attendant has not been built',
    });
    await unbuilt.stop();
  });
});

describe('below a base path', () => {
  let proxied: TestServer;

  beforeAll(async () => {
    proxied = await TestServer.start({ webRoot, basePath: '/presence/' });
  });

  afterAll(() => proxied.stop());

  it('page, files, API, probes and cookies live there', async () => {
    const browser = proxied.browser();
    expect(await (await browser.get('/presence/')).text()).toContain('<base href="/presence/" />');
    expect((await browser.get('/presence/main-ABCD1234.js')).status).toBe(200);
    const answer = await browser.post('/presence/api/login', { username: 'a', password: 'right' });
    expect(answer.status).toBe(204);
    for (const cookie of answer.headers.getSetCookie()) expect(cookie).toContain('; Path=/presence;');
    expect((await browser.get('/presence/api/reload')).status).toBe(200);
    expect((await browser.get('/presence/healthz')).status).toBe(200);
    expect((await browser.get('/healthz')).status).toBe(200);
  });

  it('nothing else is elsewhere', async () => {
    for (const path of ['/', '/api/reload', '/presencex', '/main-ABCD1234.js']) {
      expect((await proxied.browser().get(path, { Accept: 'text/html' })).status).toBe(404);
    }
  });

  it('the path without its slash leads to the one with it', async () => {
    const answer = await proxied.browser().get('/presence?x=1');
    expect([answer.status, answer.headers.get('Location')]).toEqual([308, '/presence/?x=1']);
  });
});
