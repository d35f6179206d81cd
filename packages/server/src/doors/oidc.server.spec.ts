import {
  AttendantClient,
  FormBrowser,
  getFreePort,
  startOidcProvider,
  waitUntil,
  type FormPage,
  type OidcProviderOptions,
  type RunningOidcProvider,
} from '@lampfield/test-servers';
import { startRunningServer, type RunningServer } from '../testing/running-server.ts';

const PEOPLE = {
  ann: { name: 'Ann One', groups: ['reception', 'others'] },
  bob: { name: 'Bob Two', groups: ['Reception'] },
  namesake: { preferred_username: 'ANN' },
};

/** The server with a real provider, each on a port of its own; a browser without scripts goes between them. */
describe('the sign-in at an OpenID Connect provider', () => {
  let port: number;
  let home: string;
  let provider: RunningOidcProvider;
  let running: RunningServer | undefined;
  let browser: FormBrowser;

  async function start(options: Partial<OidcProviderOptions> = {}): Promise<void> {
    provider = await startOidcProvider({
      redirectUri: `${home}api/login/oidc/callback`,
      afterSignOutUri: home,
      people: PEOPLE,
      ...options,
    });
    await startServer(options.clientAuthentication !== 'none');
  }

  async function startServer(hasSecret = true, stateDir?: string): Promise<void> {
    const { issuer, clientId, clientSecret } = provider;
    const yaml = `
server: { publicUrl: '${home}' }
auth: { type: oidc, issuer: '${issuer}', clientId: ${clientId}, clientSecret: ${hasSecret ? `'${clientSecret}'` : ''}, sessionHours: 24 }
directories: [{ id: demo, type: demo }, { id: other, type: demo }]
roles:
  - { name: reception, groups: [reception], directories: [demo], presence: ['*'] }
`;
    running = await startRunningServer({ yaml, port, ...(stateDir !== undefined && { stateDir }) });
  }

  beforeEach(async () => {
    port = await getFreePort();
    home = `http://127.0.0.1:${String(port)}/`;
    browser = new FormBrowser();
    running = undefined;
  });

  afterEach(async () => {
    await running?.stop();
    await provider.stop();
  });

  /** Signs in at the provider and agrees to what it asks, until the browser is sent back. */
  async function goThere(username: string): Promise<FormPage> {
    const callback = `${home}api/login/oidc/callback`;
    const login = await browser.open(`${home}api/login/oidc`);
    const consent = await browser.submit(login, { login: username, password: 'any' }, callback);
    return consent.status === 0 ? consent : browser.submit(consent, {}, callback);
  }

  /** The whole way; where the browser ends up. */
  async function signIn(username: string): Promise<string> {
    const { url } = await goThere(username);
    return (await browser.open(url, { until: `${home}?` })).url;
  }

  const client = (): AttendantClient => AttendantClient.withCookies(home.slice(0, -1), browser.cookieHeader(home));

  test.each(['client_secret_basic', 'client_secret_post', 'none'] as const)(
    'ends with a session, its groups in it (%s)',
    async (clientAuthentication) => {
      await start({ clientAuthentication });
      expect(await signIn('ann')).toBe(home);
      expect(await client().reload()).toMatchObject({
        profile: { username: 'ann', displayName: 'Ann One' },
        directories: [{ id: 'demo' }],
      });
    },
  );

  test('takes what the ID token says without asking for more', async () => {
    await start({ idTokenClaims: true });
    await signIn('ann');
    expect(await client().reload()).toMatchObject({ profile: { displayName: 'Ann One' }, directories: [{ id: 'demo' }] });
  });

  test('gives groups to the letter, and no roles to who is in none', async () => {
    await start();
    await signIn('bob');
    expect(await client().reload()).toMatchObject({ profile: { username: 'bob' }, directories: [], permissions: [] });
  });

  test('asks with PKCE, a state and a nonce that are new each time, and keeps them in a sealed cookie for the way back', async () => {
    await start();
    const ask = async () => {
      const answer = await fetch(`${home}api/login/oidc`, { redirect: 'manual' });
      return { url: new URL(answer.headers.get('location') ?? ''), cookie: answer.headers.getSetCookie().join() };
    };
    const [first, second] = [await ask(), await ask()];
    const parameters = Object.fromEntries(first.url.searchParams);
    expect(parameters).toMatchObject({
      response_type: 'code',
      client_id: 'lampfield',
      redirect_uri: `${home}api/login/oidc/callback`,
      scope: 'openid profile',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(parameters[name]?.length).toBeGreaterThan(40);
      expect(second.url.searchParams.get(name)).not.toBe(parameters[name]);
      expect(first.cookie).not.toContain(parameters[name]);
    }
    expect(first.cookie).toMatch(/^lampfield_sign_in=[\w-]+; Max-Age=900; Path=\/api\/login\/oidc; HttpOnly; SameSite=Lax$/);
  });

  test.each<[string, (url: URL) => void]>([
    ['another state', (url) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (url) => url.searchParams.delete('state')],
    ['another code', (url) => url.searchParams.set('code', 'x'.repeat(43))],
    ['no code', (url) => url.searchParams.delete('code')],
    ['another issuer', (url) => url.searchParams.set('iss', 'https://evil.example')],
    ['a refusal', (url) => (url.search = `?error=access_denied&state=${url.searchParams.get('state') ?? ''}`)],
    ['nothing', (url) => (url.search = '')],
  ])('with %s on the way back is none', async (_, change) => {
    await start();
    const url = new URL((await goThere('ann')).url);
    change(url);
    expect((await browser.open(url.href, { until: `${home}?` })).url).toBe(`${home}?signIn=refused`);
    await expect(client().reload()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  test('is only good in the browser that began it, and once', async () => {
    await start();
    const { url } = await goThere('ann');
    const stranger = new FormBrowser();
    expect((await stranger.open(url, { until: `${home}?` })).url).toBe(`${home}?signIn=refused`);
    expect((await browser.open(url, { until: `${home}?` })).url).toBe(home);
    expect((await browser.open(url, { until: `${home}?` })).url).toBe(`${home}?signIn=refused`);
  });

  test('may come from another site on the way back, and begin only here', async () => {
    await start();
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const back = await fetch(`${home}api/login/oidc/callback?code=x&state=y`, { redirect: 'manual', headers });
    expect(back.headers.get('location')).toBe(`${home}?signIn=refused`);
    for (const path of ['api/login/oidc', 'api/logout/oidc', 'api/login/method']) {
      expect((await fetch(home + path, { redirect: 'manual', headers })).status).toBe(403);
    }
  });

  test('ends the session that the browser had before', async () => {
    await start();
    await signIn('ann');
    const before = client();
    await before.reload();
    // The provider remembers her: it sends the browser straight back.
    await browser.open(`${home}api/login/oidc`, { until: `${home}?` });
    expect((await client().reload()).profile.username).toBe('ann');
    await expect(before.reload()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  test('is signed out there as well by a sign-out here', async () => {
    await start();
    await signIn('ann');
    const ann = client();
    await ann.call('POST', 'logout', {});
    const question = await browser.open(`${home}api/logout/oidc`);
    expect(question.url).toContain(`${provider.issuer}/session/end?`);
    expect(new URL(question.url).searchParams.get('id_token_hint')).not.toBeNull();
    expect((await browser.submit(question, { logout: 'yes' }, home)).url).toBe(home);
    // Who wants to sign in now is asked who he is.
    expect((await browser.open(`${home}api/login/oidc`)).text).toContain('name="login"');
  });

  test('has no place for passwords', async () => {
    await start();
    const answer = await fetch(`${home}api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'ann', password: 'any' }),
    });
    expect(answer.status).toBe(404);
    expect(await (await fetch(`${home}api/login/method`)).json()).toEqual({
      kind: 'REDIRECT',
      label: 'your organisation',
      signInPath: 'login/oidc',
      signOutPath: 'logout/oidc',
    });
  });

  test('lasts no longer than the configuration says, whatever is done in it, and closes its sockets then', async () => {
    await start();
    await signIn('ann');
    const ann = client();
    const socket = await ann.connect();
    for (let hour = 0; hour < 23; hour += 1) {
      running?.clock.skip(3_600_000);
      await ann.reload();
    }
    running?.clock.skip(3_600_001);
    await waitUntil(() => !socket.socket.connected, { what: 'the socket to be closed' });
    await expect(ann.reload()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    ann.close();
  });

  test('says so while the provider cannot be asked, and leaves sessions that there are alone, over a restart too', async () => {
    await start();
    await signIn('ann');
    await provider.stop();
    const stateDir = running?.stateDir;
    await running?.server.stop();
    await startServer(true, stateDir);
    await waitUntil(
      () =>
        fetch(`${home}healthz`).then(
          () => true,
          () => false,
        ),
      { what: 'connections of before to be forgotten' },
    );
    expect(await client().reload()).toMatchObject({ profile: { username: 'ann' }, directories: [{ id: 'demo' }] });
    expect((await browser.open(`${home}api/login/oidc`, { until: `${home}?` })).url).toBe(`${home}?signIn=unavailable`);
  });

  test('that is tried too often from one address is closed to it', async () => {
    await start();
    const ends = new Set<string | null>();
    for (let attempt = 0; attempt < 101; attempt += 1) {
      const answer = await fetch(`${home}api/login/oidc/callback?code=x`, { redirect: 'manual' });
      ends.add(answer.headers.get('location'));
    }
    expect([...ends]).toEqual([`${home}?signIn=refused`, `${home}?signIn=too-many`]);
  });
});
