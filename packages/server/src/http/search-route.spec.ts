import { waitUntil } from '@lampfield/test-servers';
import { DirectoryUnavailableError, type DirectoryPage } from '../ports/directory.ts';
import { contact, problemIn, TestServer, type TestBrowser } from './http-server.fixture.ts';
import { MOST_RUNNING_SEARCHES } from './running-searches.ts';

let server: TestServer;
let browser: TestBrowser;

beforeEach(async () => {
  server = await TestServer.start();
  browser = await server.signedIn();
});

afterEach(() => server.stop());

/** A directory that answers only when the search is ended. */
function hang(signal: AbortSignal): Promise<DirectoryPage> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

describe('GET /api/search', () => {
  it('answers the contacts, never to be stored, and makes the caller a watcher of each presentity once', async () => {
    const page = { contacts: [contact('ann'), contact('bob'), { ...contact('ann'), id: 'ann again' }], truncated: true };
    server.directory.answer = () => Promise.resolve(page);
    const answer = await browser.get('/api/search?dirId=corp&search=a%20b&limit=7&unknown=ignored');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.json()).toEqual(page);
    expect(server.directory.asked).toMatchObject([{ query: 'a b', limit: 7 }]);
    expect(server.doors.found).toEqual([{ username: 'attendant', ids: ['ann_JTAPI', 'ann@x_CUPS', 'bob_JTAPI', 'bob@x_CUPS'] }]);
  });

  it('asks for 50 when no limit is named', async () => {
    await browser.get('/api/search?dirId=corp&search=ann');
    expect(server.directory.asked).toMatchObject([{ limit: 50 }]);
  });

  it.each(['1', '200'])('takes a limit of %s', async (limit) => {
    expect((await browser.get(`/api/search?dirId=corp&search=ann&limit=${limit}`)).status).toBe(200);
  });

  it.each([
    ['search=ann', 'dirId'],
    ['dirId=&search=ann', 'dirId'],
    ['dirId=corp', 'search'],
    ['dirId=corp&search=a&search=b', 'search'],
    ['dirId=corp&search[x]=a', 'search'],
    [`dirId=corp&search=${'x'.repeat(1025)}`, 'search'],
    ['dirId=corp&search=a&limit=0', 'limit'],
    ['dirId=corp&search=a&limit=201', 'limit'],
    ['dirId=corp&search=a&limit=-1', 'limit'],
    ['dirId=corp&search=a&limit=1.5', 'limit'],
    ['dirId=corp&search=a&limit=1e1', 'limit'],
    ['dirId=corp&search=a&limit=', 'limit'],
    ['dirId=corp&search=a&limit=ten', 'limit'],
  ])('answers ?%s 400 with the path %s, and asks nobody', async (query, path) => {
    const answer = await browser.get(`/api/search?${query}`);
    expect(answer.status).toBe(400);
    expect(await problemIn(answer)).toMatchObject({
      code: 'BAD_REQUEST',
      path,
      detail: expect.stringMatching(/^expected /) as string,
    });
    expect(server.directory.asked).toEqual([]);
  });

  it('passes on whatever people type', async () => {
    for (const query of ['', '***', '*)(uid=*', '\\00', 'Ünïcödé \u{1F600}', '%']) {
      expect((await browser.get(`/api/search?dirId=corp&search=${encodeURIComponent(query)}`)).status).toBe(200);
      expect(server.directory.asked.at(-1)?.query).toBe(query);
    }
  });

  it.each(['nowhere', '__proto__', 'constructor'])('answers the directory %s 404 UNKNOWN_DIRECTORY', async (dirId) => {
    const answer = await browser.get(`/api/search?dirId=${dirId}&search=ann`);
    expect(await problemIn(answer)).toMatchObject({ status: 404, code: 'UNKNOWN_DIRECTORY' });
  });

  it('answers 503 DIRECTORY_UNAVAILABLE without saying why, and readiness says it until the directory answers again', async () => {
    server.directory.answer = () => Promise.reject(new DirectoryUnavailableError('bind failed for cn=reader'));
    const problem = await problemIn(await browser.get('/api/search?dirId=corp&search=ann'));
    expect(problem).toMatchObject({ status: 503, code: 'DIRECTORY_UNAVAILABLE' });
    expect(JSON.stringify(problem)).not.toContain('cn=reader');
    expect(server.health.readiness.reasons).toEqual(['directory corp did not answer its last search']);
    server.directory.answer = () => Promise.resolve({ contacts: [], truncated: false });
    await browser.get('/api/search?dirId=corp&search=ann');
    expect(server.health.readiness.reasons).toEqual([]);
  });

  it('answers a directory that breaks 500 without a word about it', async () => {
    server.directory.answer = () => Promise.reject(new TypeError('x is not a function'));
    const problem = await problemIn(await browser.get('/api/search?dirId=corp&search=ann'));
    expect(problem).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'INTERNAL' });
    expect(server.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('needs a session', async () => {
    expect((await server.browser().get('/api/search?dirId=corp&search=ann')).status).toBe(401);
  });

  it('answers 429 with Retry-After above the rate of a user, over all his sessions, and others go on', async () => {
    const limited = await TestServer.start({ searchesPerSecond: 3 });
    const [one, two, other] = [await limited.signedIn(), await limited.signedIn(), await limited.signedIn('colleague')];
    const answers = await Promise.all(
      [one, two, one, two, one].map((signedIn) => signedIn.get('/api/search?dirId=corp&search=ann')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('Retry-After')).toBe('1');
    expect(refused && (await problemIn(refused))).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 1 });
    expect((await other.get('/api/search?dirId=corp&search=ann')).status).toBe(200);
    await limited.stop();
  });
});

describe('a search that nobody waits for', () => {
  it('is ended when its caller goes away, and makes nobody a watcher', async () => {
    server.directory.answer = hang;
    const controller = new AbortController();
    const answer = browser.send('/api/search?dirId=corp&search=ann', { signal: controller.signal });
    await waitUntil(() => server.directory.asked.length === 1, { what: 'the search to begin' });
    controller.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await waitUntil(() => server.directory.asked[0]?.signal.aborted, { what: 'the search to be ended' });
    await waitUntil(() => server.logged.some(({ fields }) => fields['isAborted'] === true), { what: 'the call to be over' });
    expect(server.doors.found).toEqual([]);
    expect(server.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is ended when the same session has too many newer ones in the directory, not those of others', async () => {
    server.directory.answer = hang;
    const other = await server.signedIn('colleague');
    const ends = new AbortController();
    const begin = async (signedIn: TestBrowser, count: number): Promise<{ answer: Promise<Response> }> => {
      const answer = signedIn.send(`/api/search?dirId=corp&search=${String(count)}`, { signal: ends.signal });
      answer.catch(() => undefined);
      await waitUntil(() => server.directory.asked.length === count, { what: `search ${String(count)}` });
      return { answer };
    };
    await begin(other, 1);
    const oldest = await begin(browser, 2);
    for (let count = 3; count <= MOST_RUNNING_SEARCHES + 2; count += 1) await begin(browser, count);
    expect(await problemIn(await oldest.answer)).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    expect(server.directory.asked.map(({ signal }) => signal.aborted)).toEqual([false, true, false, false, false, false]);
    ends.abort();
    await waitUntil(() => server.directory.asked.every(({ signal }) => signal.aborted), { what: 'all searches to be ended' });
  });
});

describe('permissions', () => {
  beforeEach(() => {
    server.directory.answer = () => Promise.resolve({ contacts: [contact('ann')], truncated: false });
  });

  it('a directory that is not for the caller is one that does not exist', async () => {
    server.permissions.closedDirectories.add('corp');
    const [closed, unknown] = await Promise.all(
      ['corp', 'nowhere'].map(async (id) => problemIn(await browser.get(`/api/search?dirId=${id}&search=ann`))),
    );
    expect(closed).toEqual(unknown);
    expect(closed).toMatchObject({ status: 404, code: 'UNKNOWN_DIRECTORY', path: 'dirId' });
    expect([server.directory.asked, server.doors.found]).toEqual([[], []]);
    expect(await (await browser.get('/api/reload')).json()).toMatchObject({ directories: [{ id: 'other' }] });
  });

  it('contacts come without the presence of types that are not for the caller, who watches the rest', async () => {
    server.permissions.hiddenTypes.add('JTAPI');
    const answer = await (await browser.get('/api/search?dirId=corp&search=ann')).json();
    const { details, ...ann } = contact('ann');
    const phone = { label: 'Phone', value: 'tel-ann' };
    expect(answer).toEqual({ contacts: [{ ...ann, details: { ...details, phone } }], truncated: false });
    expect(server.doors.found).toEqual([{ username: 'attendant', ids: ['ann@x_CUPS'] }]);
  });

  it('that end while the directory is asked leave nothing of what it found', async () => {
    server.directory.answer = () => {
      server.permissions.closedDirectories.add('corp');
      return Promise.resolve({ contacts: [contact('ann')], truncated: false });
    };
    expect(await problemIn(await browser.get('/api/search?dirId=corp&search=ann'))).toMatchObject({ code: 'UNKNOWN_DIRECTORY' });
    expect(server.doors.found).toEqual([]);
  });
});
