import {
  decodeOnlineCountResponse,
  decodeOnlineResponse,
  DEFAULT_ONLINE_LIMIT,
  MAX_ONLINE_LIMIT,
  type OnlineCountResponse,
  type OnlineResponse,
} from '@lampfield/protocol';
import { ScriptedOnlineUsers } from '../testing/scripted-online-users.ts';
import { problemIn, TestServer, type TestBrowser } from './http-server.fixture.ts';
import { ONLINE_PAGES_PER_SECOND } from './routes/online-routes.ts';

let users: ScriptedOnlineUsers;
let server: TestServer;
let browser: TestBrowser;

beforeEach(async () => {
  users = new ScriptedOnlineUsers();
  users.load(['ann@x', 'ann@x', 'bob@x', 'cid@x', 'ann@y']);
  server = await TestServer.start({ onlineUsers: users, onlineViewers: ['attendant'] });
  browser = await server.signedIn();
});

afterEach(() => server.stop());

const bodyOf = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;

describe('GET /api/online', () => {
  it('answers who is online, each once, ordered by host and user', async () => {
    const answer = await browser.get('/api/online');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const page = await bodyOf<OnlineResponse>(answer);
    expect(page).toEqual({
      users: [
        { user: 'ann', host: 'x', resources: 2 },
        { user: 'bob', host: 'x', resources: 1 },
        { user: 'cid', host: 'x', resources: 1 },
        { user: 'ann', host: 'y', resources: 1 },
      ],
      total: 4,
      matching: 4,
      seq: 1,
    });
    expect(decodeOnlineResponse(page)).toEqual({ ok: true, value: page });
  });

  it('answers page after page, each beginning where the one before ended', async () => {
    const seen: string[] = [];
    let cursor: string | undefined = '';
    for (let page = 0; page < 3 && cursor !== undefined; page += 1) {
      const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer: OnlineResponse = await bodyOf(await browser.get(`/api/online?limit=3${from}`));
      seen.push(answer.users.map(({ user, host }) => `${user}@${host}`).join(' '));
      cursor = answer.cursor;
    }
    expect(seen).toEqual(['ann@x bob@x cid@x', 'ann@y']);
  });

  it.each([
    ['', { limit: DEFAULT_ONLINE_LIMIT }],
    ['?host=X&prefix=%20AN', { host: 'x', prefix: 'an', limit: DEFAULT_ONLINE_LIMIT }],
    ['?host=&prefix=', { limit: DEFAULT_ONLINE_LIMIT }],
    ['?prefix=%20%20', { limit: DEFAULT_ONLINE_LIMIT }],
    [`?prefix=${encodeURIComponent('JOSE\u0301')}`, { prefix: 'jos\u00e9', limit: DEFAULT_ONLINE_LIMIT }],
    ['?limit=1', { limit: 1 }],
    [`?limit=${String(MAX_ONLINE_LIMIT)}`, { limit: MAX_ONLINE_LIMIT }],
    ['?cursor=after%20x%20ann', { cursor: 'after x ann', limit: DEFAULT_ONLINE_LIMIT }],
    ['?unknown=1', { limit: DEFAULT_ONLINE_LIMIT }],
  ])('asks with %j for %j: names in the form they have in the cluster', async (parameters, query) => {
    expect((await browser.get(`/api/online${parameters}`)).status).toBe(200);
    expect(users.asked).toEqual([query]);
  });

  it.each([
    ['limit=0', 'limit'],
    [`limit=${String(MAX_ONLINE_LIMIT + 1)}`, 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    [`prefix=${'a'.repeat(1024)}`, 'prefix'],
    ['prefix=a&prefix=b', 'prefix'],
    [`host=${'a'.repeat(1024)}`, 'host'],
    ['host=a&host=b', 'host'],
    ['cursor=', 'cursor'],
    [`cursor=${'a'.repeat(8193)}`, 'cursor'],
    ['cursor=a&cursor=b', 'cursor'],
    ['cursor=not-one-of-ours', 'cursor'],
  ])('with %s is a 400 that names %s', async (parameters, path) => {
    const answer = await browser.get(`/api/online?${parameters}`);
    expect(await problemIn(answer)).toMatchObject({ status: 400, code: 'BAD_REQUEST', path });
  });

  it('is a 403 NOT_ALLOWED for those who may not see it, whatever they ask and whether it is loaded', async () => {
    const colleague = await server.signedIn('colleague');
    for (const path of ['/api/online', '/api/online?limit=0', '/api/online?cursor=wrong']) {
      expect(await problemIn(await colleague.get(path))).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
    }
    users.lose();
    expect((await colleague.get('/api/online')).status).toBe(403);
    expect(users.asked).toEqual([]);
  });

  it('needs a session before anything else', async () => {
    expect(await problemIn(await server.browser().get('/api/online'))).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
  });

  it('answers 429 with Retry-After to a user who asks for too many pages, and others go on', async () => {
    const open = await TestServer.start({ onlineUsers: users, onlineViewers: ['*'] });
    const [greedy, other] = [await open.signedIn(), await open.signedIn('colleague')];
    const asked = Array.from({ length: 4 * ONLINE_PAGES_PER_SECOND }, () => greedy.get('/api/online?limit=1'));
    const refused = (await Promise.all(asked)).find(({ status }) => status === 429);
    expect(refused?.headers.get('Retry-After')).toBe('1');
    expect(refused && (await problemIn(refused))).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 1 });
    expect((await other.get('/api/online')).status).toBe(200);
    await open.stop();
  });
});

describe('GET /api/online/count', () => {
  it('answers users and sessions, in all and by host, to everybody signed in', async () => {
    const colleague = await server.signedIn('colleague');
    const count = await bodyOf<OnlineCountResponse>(await colleague.get('/api/online/count'));
    expect(count).toEqual({
      total: 4,
      sessions: 5,
      seq: 1,
      hosts: [
        { host: 'x', users: 3, sessions: 4 },
        { host: 'y', users: 1, sessions: 1 },
      ],
    });
    expect(decodeOnlineCountResponse(count)).toEqual({ ok: true, value: count });
  });
});

describe('a list that has not been loaded', () => {
  it.each(['/api/online', '/api/online?limit=0', '/api/online/count'])(
    'makes %s a 503 REPLICA_NOT_READY with Retry-After, and fills no log',
    async (path) => {
      users.lose();
      const answer = await browser.get(path);
      expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
      expect(await problemIn(answer)).toMatchObject({ status: 503, code: 'REPLICA_NOT_READY' });
      expect(server.logged.filter(({ level }) => level !== 'debug')).toEqual([]);
    },
  );

  it('is answered again once it is', async () => {
    users.lose();
    users.load(['eve@x']);
    expect(await bodyOf(await browser.get('/api/online'))).toMatchObject({ users: [{ user: 'eve' }], total: 1 });
  });
});

describe('the permission ONLINE', () => {
  it.each([
    ['attendant', ['ONLINE', 'CALENDAR']],
    ['colleague', ['CALENDAR']],
  ])('of %s is told with what a client needs to start: %j', async (username, permissions) => {
    const signedIn = await server.signedIn(username);
    expect(await bodyOf(await signedIn.get('/api/reload'))).toMatchObject({ permissions });
  });

  it('is told no differently while the list is not loaded', async () => {
    users.lose();
    expect(await bodyOf(await browser.get('/api/reload'))).toMatchObject({ permissions: ['ONLINE', 'CALENDAR'] });
  });
});
