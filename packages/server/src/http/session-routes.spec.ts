import { AuthUnavailableError, type Authenticator } from '../ports/authenticator.ts';
import { SESSION_LIFETIME_MS, SESSION_RENEWAL_MS } from '../auth/session-manager.ts';
import { PASSWORD, problemIn, TestServer } from './http-server.fixture.ts';
import { MOST_FAILURES_PER_ACCOUNT, MOST_FAILURES_PER_ADDRESS } from './login-limiter.ts';

let server: TestServer;

beforeEach(async () => {
  server = await TestServer.start();
});

afterEach(() => server.stop());

function signInAs(username: string, password: string): Promise<Response> {
  return server.browser().post('/api/login', { username, password });
}

describe('POST /api/login', () => {
  it('answers 204 with a session and its CSRF token as cookies', async () => {
    const answer = await signInAs('attendant', PASSWORD);
    expect(answer.status).toBe(204);
    const [session, csrf] = answer.headers.getSetCookie();
    expect(session).toMatch(/^lampfield_session=\S+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(csrf).toMatch(/^XSRF-TOKEN=\S+; Path=\/; SameSite=Lax$/);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each([
    ['attendant', 'wrong'],
    ['nobody', 'wrong'],
  ])('answers %s with a wrong password 401 INVALID_CREDENTIALS and no cookie', async (username, password) => {
    const answer = await signInAs(username, password);
    expect(answer.status).toBe(401);
    expect(await problemIn(answer)).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it.each([
    [{ username: 'attendant' }, 'password'],
    [{ username: 'attendant', password: '' }, 'password'],
    [{ username: ['attendant'], password: 'x' }, 'username'],
    [{ username: 'a'.repeat(257), password: 'x' }, 'username'],
    [{ username: 'a', password: 'x'.repeat(1025) }, 'password'],
  ])('answers %j 400 with the path %s', async (body, path) => {
    const answer = await server.browser().post('/api/login', body);
    expect(answer.status).toBe(400);
    expect(await problemIn(answer)).toMatchObject({
      code: 'BAD_REQUEST',
      path,
      detail: expect.stringMatching(/^expected a string/) as string,
    });
  });

  it('wants JSON, as a form of a foreign page could be sent without asking', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const answer = await server.browser().send('/api/login', {
        method: 'POST',
        body: JSON.stringify({ username: 'attendant', password: PASSWORD }),
        headers: { 'Content-Type': type },
      });
      expect(await problemIn(answer)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE', status: 415 });
    }
  });

  it('needs no CSRF token and no Origin, but no foreign one either', async () => {
    const credentials = { username: 'attendant', password: PASSWORD };
    const login = (headers: Record<string, string>): Promise<Response> =>
      server.browser().post('/api/login', credentials, headers);
    expect((await login({ Origin: 'http://localhost:3000' })).status).toBe(204);
    expect(await problemIn(await login({ Origin: 'http://evil.example' }))).toMatchObject({
      code: 'FOREIGN_ORIGIN',
      status: 403,
    });
    expect(await problemIn(await login({ 'Sec-Fetch-Site': 'cross-site' }))).toMatchObject({ code: 'FOREIGN_ORIGIN' });
  });

  it.each(['colleague', 'attendant'])(
    'begins another session for %s and ends the one before in that browser',
    async (username) => {
      const browser = await server.signedIn('attendant');
      const elsewhere = await server.signedIn('attendant');
      const first = new Map(browser.cookies);
      const onEnd = jest.fn();
      const session = server.sessions.find(browser.cookieHeader);
      if (session !== undefined) server.sessions.watchEnd(session, onEnd);
      await browser.post('/api/login', { username, password: PASSWORD });
      expect(onEnd).toHaveBeenCalledTimes(1);
      expect(browser.cookies.get('lampfield_session')).not.toBe(first.get('lampfield_session'));
      expect((await browser.get('/api/reload')).status).toBe(200);
      const before = server.browser();
      for (const [name, value] of first) before.cookies.set(name, value);
      expect((await before.get('/api/reload')).status).toBe(401);
      expect((await elsewhere.get('/api/reload')).status).toBe(200);
    },
  );

  it('takes nothing over that the browser had before: a session somebody else put there, a token, a session of no key', async () => {
    const attacker = await server.signedIn('attacker');
    const victim = server.browser();
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
    await victim.post('/api/login', { username: 'victim', password: PASSWORD });
    expect(victim.cookies.get('lampfield_session')).not.toBe(attacker.cookies.get('lampfield_session'));
    expect(victim.cookies.get('XSRF-TOKEN')).not.toBe(attacker.cookies.get('XSRF-TOKEN'));
    expect((await attacker.get('/api/reload')).status).toBe(401);
    const invented = server.browser();
    invented.cookies.set('lampfield_session', 'chosen.by-somebody');
    invented.cookies.set('XSRF-TOKEN', 'chosen');
    expect((await invented.get('/api/reload')).status).toBe(401);
    await invented.post('/api/login', { username: 'victim', password: PASSWORD });
    expect([...invented.cookies.values()].join()).not.toContain('chosen');
    expect((await victim.get('/api/reload')).status).toBe(200);
  });

  it('leaves the session as it is when the password is wrong', async () => {
    const browser = await server.signedIn('attendant');
    expect((await browser.post('/api/login', { username: 'attendant', password: 'wrong' })).status).toBe(401);
    expect((await browser.get('/api/reload')).status).toBe(200);
  });

  it('is a 503 AUTH_UNAVAILABLE when passwords cannot be checked, which does not count as a failure', async () => {
    const authenticator: Authenticator = {
      authenticate: () => Promise.reject(new AuthUnavailableError('ldap is away')),
      stop: () => Promise.resolve(),
    };
    const broken = await TestServer.start({ authenticator });
    for (let attempt = 0; attempt <= MOST_FAILURES_PER_ACCOUNT; attempt += 1) {
      const problem = await problemIn(await broken.browser().post('/api/login', { username: 'a', password: 'x' }));
      expect(problem).toMatchObject({ status: 503, code: 'AUTH_UNAVAILABLE' });
      expect(JSON.stringify(problem)).not.toContain('ldap');
    }
    await broken.stop();
  });
});

describe('repeated failures', () => {
  it('close the account for a while, whatever the case of its name and the password', async () => {
    for (let failure = 0; failure < MOST_FAILURES_PER_ACCOUNT; failure += 1) {
      expect((await signInAs(failure % 2 === 0 ? 'attendant' : ' Attendant', 'wrong')).status).toBe(401);
    }
    const answer = await signInAs('attendant', PASSWORD);
    const problem = await problemIn(answer);
    expect(problem).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    expect(problem.retryAfterSeconds).toBeGreaterThan(0);
    expect(answer.headers.get('Retry-After')).toBe(String(problem.retryAfterSeconds));
    expect((await signInAs('colleague', PASSWORD)).status).toBe(204);
  });

  it('are forgotten after a success', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let failure = 1; failure < MOST_FAILURES_PER_ACCOUNT; failure += 1) await signInAs('attendant', 'wrong');
      expect((await signInAs('attendant', PASSWORD)).status).toBe(204);
    }
  });

  it('made all at once get no further than one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => signInAs('attendant', 'wrong')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(MOST_FAILURES_PER_ACCOUNT);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15 - MOST_FAILURES_PER_ACCOUNT);
  });

  it('over many accounts close the address', async () => {
    for (let failure = 0; failure < MOST_FAILURES_PER_ADDRESS; failure += 1) await signInAs(`user${String(failure)}`, 'wrong');
    expect((await signInAs('attendant', PASSWORD)).status).toBe(429);
  });

  it('do not keep many from signing in at once with the right password', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => signInAs('attendant', PASSWORD)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 204));
  });

  it('are counted for the caller that a trusted proxy names', async () => {
    const proxied = await TestServer.start({ trustedProxies: ['loopback'] });
    const from = (address: string, password: string): Promise<Response> =>
      proxied.browser().post('/api/login', { username: 'attendant', password }, { 'X-Forwarded-For': address });
    for (let failure = 0; failure < MOST_FAILURES_PER_ACCOUNT; failure += 1) await from('192.0.2.1', 'wrong');
    expect((await from('192.0.2.1', PASSWORD)).status).toBe(429);
    expect((await from('192.0.2.2', PASSWORD)).status).toBe(204);
    await proxied.stop();
  });

  it('are not evaded by naming another caller without a trusted proxy', async () => {
    const as = (address: string): Promise<Response> =>
      server.browser().post('/api/login', { username: 'attendant', password: 'wrong' }, { 'X-Forwarded-For': address });
    for (let failure = 0; failure < MOST_FAILURES_PER_ACCOUNT; failure += 1) await as(`192.0.2.${String(failure)}`);
    expect((await as('192.0.2.99')).status).toBe(429);
  });
});

describe('GET /api/reload', () => {
  it('answers the profile, the directories and the CSRF token, and sets the token as a cookie again', async () => {
    const browser = await server.signedIn();
    const token = browser.cookies.get('XSRF-TOKEN');
    browser.cookies.delete('XSRF-TOKEN');
    const answer = await browser.get('/api/reload');
    expect(await answer.json()).toEqual({
      profile: {
        username: 'attendant',
        displayName: 'Display of attendant',
        presenceSubscriptionTime: 600,
        presenceGcPeriod: 30,
      },
      directories: [
        { id: 'corp', name: 'Directory corp' },
        { id: 'other', name: 'Directory other' },
      ],
      csrfToken: token,
      permissions: ['CALENDAR'],
    });
    expect(browser.cookies.get('XSRF-TOKEN')).toBe(token);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it('is a 401 without a session', async () => {
    const answer = await server.browser().get('/api/reload');
    expect(answer.status).toBe(401);
    expect(await problemIn(answer)).toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('is a 401 once no call came for the lifetime', async () => {
    const browser = await server.signedIn();
    server.clock.advance(SESSION_LIFETIME_MS + SESSION_RENEWAL_MS + 1);
    expect((await browser.get('/api/reload')).status).toBe(401);
  });

  it('writes the session anew at most once a minute', async () => {
    const browser = await server.signedIn();
    server.clock.advance(SESSION_RENEWAL_MS - 1);
    expect((await browser.get('/api/reload')).headers.getSetCookie()).toHaveLength(1);
    server.clock.advance(1);
    const cookies = (await browser.get('/api/reload')).headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0]).sort()).toEqual(['XSRF-TOKEN', 'lampfield_session']);
    server.clock.advance(SESSION_LIFETIME_MS);
    expect((await browser.get('/api/reload')).status).toBe(200);
  });
});

describe('POST /api/logout', () => {
  it('answers 204, takes the cookies away and makes the session void', async () => {
    const browser = await server.signedIn();
    const copy = new Map(browser.cookies);
    const answer = await browser.post('/api/logout');
    expect(answer.status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    for (const [name, value] of copy) browser.cookies.set(name, value);
    expect((await browser.get('/api/reload')).status).toBe(401);
  });

  it('takes the cookies away even in the answer in which the session is due to be written anew', async () => {
    const browser = await server.signedIn();
    server.clock.advance(SESSION_RENEWAL_MS);
    const answer = await browser.post('/api/logout');
    expect(answer.headers.getSetCookie().every((cookie) => cookie.includes('Max-Age=0'))).toBe(true);
  });

  it('needs a session and its token', async () => {
    expect((await server.browser().post('/api/logout')).status).toBe(401);
    const browser = await server.signedIn();
    browser.cookies.delete('XSRF-TOKEN');
    expect(await problemIn(await browser.post('/api/logout'))).toMatchObject({ status: 403, code: 'CSRF' });
    expect((await browser.get('/api/reload')).status).toBe(200);
  });
});

describe('a session whose account has to be asked for first', () => {
  it('waits for that, and is none if the account is gone', async () => {
    const browser = await server.signedIn();
    const colleague = await server.signedIn('colleague');
    server.permissions.learning = Promise.resolve().then(() => server.sessions.endAllOf('attendant'));
    expect(await problemIn(await browser.get('/api/reload'))).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
    expect((await colleague.get('/api/reload')).status).toBe(200);
    server.permissions.learning = undefined;
    server.clock.advance(1);
    expect((await (await server.signedIn()).get('/api/reload')).status).toBe(200);
  });
});
