import { PASSWORD, problemIn, TestServer } from './http-server.fixture.ts';

let server: TestServer;

beforeEach(async () => {
  server = await TestServer.start();
});

afterEach(() => server.stop());

const sidOf = (cookie: string | undefined): unknown => {
  const [encoded = ''] = (cookie ?? '').split('.');
  return (JSON.parse(Buffer.from(decodeURIComponent(encoded), 'base64url').toString()) as { s: unknown }).s;
};

describe('session fixation', () => {
  it('a session that was planted in a browser is not the one after the sign-in, and is void', async () => {
    const attacker = await server.signedIn('mallory');
    const victim = server.browser();
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
    expect((await victim.post('/api/login', { username: 'attendant', password: PASSWORD })).status).toBe(204);
    expect(await (await victim.get('/api/reload')).json()).toMatchObject({ profile: { username: 'attendant' } });
    const [planted, own] = [attacker, victim].map(({ cookies }) => sidOf(cookies.get('lampfield_session')));
    expect(own).not.toBe(planted);
    expect((await attacker.get('/api/reload')).status).toBe(401);
  });

  it('a session that nobody signed is none', async () => {
    const browser = server.browser();
    const payload = { s: 'chosen', u: 'attendant', d: 'x', i: 1, l: Number.MAX_SAFE_INTEGER };
    browser.cookies.set('lampfield_session', `${Buffer.from(JSON.stringify(payload)).toString('base64url')}.AAAA`);
    expect(await problemIn(await browser.get('/api/reload'))).toMatchObject({ code: 'NOT_SIGNED_IN' });
  });
});

describe('injection', () => {
  const LINES = 'a\r\nSet-Cookie: x=1\r\n{"level":"error","msg":"forged"}';

  it('line breaks in what a caller sends come into no header and no line of the log', async () => {
    const browser = await server.signedIn();
    const answers = await Promise.all([
      browser.get(`/api/search?dirId=${encodeURIComponent(LINES)}&search=a`),
      browser.get(`/api/presence/subscriptions/${encodeURIComponent(LINES)}`),
      browser.get(`/${encodeURIComponent(LINES)}`),
      server.browser().post('/api/login', { username: LINES, password: 'wrong' }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect([...answer.headers.values()].join()).not.toMatch(/x=1|forged/);
    }
    expect(JSON.stringify(server.logged)).not.toContain('forged');
  });

  it('a login whose body would reach a prototype is a 400, and changes nothing', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = `{"__proto__":{"username":"attendant","password":"${PASSWORD}"},"constructor":{"prototype":{"polluted":1}}}`;
    const answer = await server.browser().send('/api/login', { method: 'POST', body, headers });
    expect(await problemIn(answer)).toMatchObject({ status: 400, path: 'username' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a server with passwords', () => {
  it('says so, and knows no other sign-in', async () => {
    const browser = server.browser();
    expect(await (await browser.get('/api/login/method')).json()).toEqual({ kind: 'PASSWORD' });
    for (const path of ['/api/login/oidc', '/api/login/oidc/callback?code=x', '/api/logout/oidc']) {
      expect(await problemIn(await browser.get(path))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
  });
});

describe('the way back from another sign-in', () => {
  it('goes to the public address whatever a caller or a proxy says the server is called', async () => {
    const redirect = {
      label: 'x',
      longestSessionMs: 1,
      begin: () => Promise.resolve({ url: 'https://provider.example/', memo: 'm' }),
      finish: () => Promise.resolve(undefined),
      findSignOutUrl: () => Promise.resolve(undefined),
    };
    const authenticator = { redirect, authenticate: () => Promise.resolve(undefined), stop: () => Promise.resolve() };
    const other = await TestServer.start({ authenticator, trustedProxies: ['loopback'], basePath: '/presence/' });
    const headers = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', Referer: 'https://evil.example/' };
    for (const path of ['login/oidc/callback?code=x', 'logout/oidc?returnTo=https://evil.example']) {
      const answer = await other.browser().get(`/presence/api/${path}`, headers);
      expect(answer.headers.get('Location')).toMatch(/^http:\/\/127\.0\.0\.1:3000\/presence\/(\?signIn=refused)?$/);
    }
    await other.stop();
  });
});
