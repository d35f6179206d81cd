import type { SubscriptionDiagnosis } from '@lampfield/protocol';
import { problemIn, TestServer, type TestBrowser } from './http-server.fixture.ts';

let server: TestServer;
let browser: TestBrowser;

beforeEach(async () => {
  server = await TestServer.start();
  browser = await server.signedIn();
});

afterEach(() => server.stop());

const KEEP_ALIVE = '/api/presence/bulkUpdateSubscription';
const FORCE_PUSH = '/api/presence/forcePushPresenceItems';

describe(`POST ${KEEP_ALIVE}`, () => {
  it('renews for the caller and answers what the presence layer says', async () => {
    const items = [{ id: '1_JTAPI', version: 0 }, { id: 'no id at all' }];
    const answer = await browser.post(KEEP_ALIVE, { items: items.map((item) => ({ ...item, unknown: 1 })), unknown: true });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      renewed: ['1_JTAPI', 'no id at all'],
      recreated: [],
      rejected: [],
      expiresInSeconds: 600,
      serverTime: 1,
    });
    expect(server.doors.keptAlive).toEqual([{ username: 'attendant', items }]);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each([
    [undefined, '', 'expected an object'],
    [[], '', 'expected an object'],
    ['text', '', 'expected an object'],
    [{}, 'items', 'expected a list'],
    [{ items: { length: 20_000 } }, 'items', 'expected a list'],
    [{ items: [{ id: '1_JTAPI' }, { id: 7 }] }, 'items[1].id', 'expected a string'],
    [{ items: [{ id: '1_JTAPI', version: '7' }] }, 'items[0].version', 'expected a whole number from 0 to 9007199254740991'],
    [{ items: [{ id: '1_JTAPI', version: -1 }] }, 'items[0].version', 'expected a whole number from 0 to 9007199254740991'],
    [{ items: [null] }, 'items[0]', 'expected an object'],
  ])('answers %j 400 with the path %j', async (body, path, detail) => {
    const problem = await problemIn(await browser.post(KEEP_ALIVE, body));
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'BAD_REQUEST',
      detail,
      ...(path !== '' && { path }),
    });
    expect(server.doors.keptAlive).toEqual([]);
  });

  it('takes 10,000 ids and answers one more 413 TOO_MANY_ITEMS', async () => {
    const items = Array.from({ length: 10_000 }, (_, index) => ({ id: `${String(index)}_JTAPI` }));
    expect((await browser.post(KEEP_ALIVE, { items })).status).toBe(200);
    const problem = await problemIn(await browser.post(KEEP_ALIVE, { items: [...items, { id: 'x' }] }));
    expect(problem).toMatchObject({ status: 413, code: 'TOO_MANY_ITEMS', path: 'items' });
    expect(server.doors.keptAlive).toHaveLength(1);
  });

  it('answers a failure of the presence layer 500 without a word about it', async () => {
    server.doors.failure = new Error('secret detail');
    const problem = await problemIn(await browser.post(KEEP_ALIVE, { items: [] }));
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe(`POST ${FORCE_PUSH}`, () => {
  it.each([
    { what: 'no body', body: undefined, ids: undefined, pushed: 7 },
    { what: 'no ids', body: {}, ids: undefined, pushed: 7 },
    { what: 'some ids', body: { ids: ['1_JTAPI', 'x'] }, ids: ['1_JTAPI', 'x'], pushed: 2 },
    { what: 'an empty list', body: { ids: [] }, ids: [], pushed: 0 },
  ])('with $what answers 202 and how many', async ({ body, ids, pushed }) => {
    const answer = await browser.post(FORCE_PUSH, body);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ pushed });
    expect(server.doors.forced).toEqual([{ username: 'attendant', ids }]);
  });

  it('answers 10,001 ids 413 and wrong types 400', async () => {
    const ids = Array.from({ length: 10_001 }, () => 'x');
    expect(await problemIn(await browser.post(FORCE_PUSH, { ids }))).toMatchObject({
      status: 413,
      code: 'TOO_MANY_ITEMS',
      path: 'ids',
    });
    expect(await problemIn(await browser.post(FORCE_PUSH, { ids: 'x' }))).toMatchObject({ status: 400, path: 'ids' });
    expect(await problemIn(await browser.post(FORCE_PUSH, { ids: [1] }))).toMatchObject({ status: 400, path: 'ids[0]' });
    expect(server.doors.forced).toEqual([]);
  });
});

describe('GET /api/presence/subscriptions/:id', () => {
  const DIAGNOSIS: SubscriptionDiagnosis = {
    item: { id: 'ann@x/ y_CUPS', identifier: 'ann@x/ y', type: 'CUPS', state: 'AWAY', since: null, version: 1, confirmedAt: 2 },
    source: { type: 'CUPS', connector: 'simulator', state: 'UP' },
    ageMs: 3,
    interestAgeMs: 4,
    watchers: 5,
    expiresAt: 6,
  };

  it('explains a subscription that the caller watches', async () => {
    server.doors.diagnosis = DIAGNOSIS;
    const answer = await browser.get(`/api/presence/subscriptions/${encodeURIComponent(DIAGNOSIS.item.id)}`);
    expect(await answer.json()).toEqual(DIAGNOSIS);
  });

  it('is a 404 NOT_SUBSCRIBED for one that he does not watch, or that is gone', async () => {
    server.doors.diagnosis = DIAGNOSIS;
    const path = `/api/presence/subscriptions/${encodeURIComponent(DIAGNOSIS.item.id)}`;
    const colleague = await server.signedIn('colleague');
    expect(await problemIn(await colleague.get(path))).toMatchObject({ status: 404, code: 'NOT_SUBSCRIBED' });
    server.doors.diagnosis = undefined;
    expect(await problemIn(await browser.get(path))).toMatchObject({ status: 404, code: 'NOT_SUBSCRIBED' });
    expect((await browser.get('/api/presence/subscriptions/rubbish')).status).toBe(404);
  });

  it('answers broken percent-encoding 400', async () => {
    expect(await problemIn(await browser.get('/api/presence/subscriptions/%E0%A4%A'))).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
    });
  });
});

describe.each(['/api/online', '/api/online?cursor=a&limit=5', '/api/online/count'])('GET %s', (path) => {
  it('is a 503 NO_SOURCE where none is configured', async () => {
    expect(await problemIn(await browser.get(path))).toMatchObject({ status: 503, code: 'NO_SOURCE' });
  });

  it('needs a session', async () => {
    expect(await problemIn(await server.browser().get(path))).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
  });
});
