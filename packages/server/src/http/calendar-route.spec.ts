import type { CalendarResponse } from '@lampfield/protocol';
import { problemIn, TestServer, type TestBrowser } from './http-server.fixture.ts';
import { PEEKS_PER_SECOND } from './routes/calendar-route.ts';

const ID = 'anna/b@example.org_EXCHANGE';
const PATH = `/api/presence/calendar/${encodeURIComponent(ID)}`;
const CALENDAR: CalendarResponse = { from: 1, until: 9, busy: [{ from: 2, until: 3, kind: 'oof' }] };

let server: TestServer;
let browser: TestBrowser;

beforeEach(async () => {
  server = await TestServer.start();
  server.doors.calendar = CALENDAR;
  browser = await server.signedIn();
});

afterEach(() => server.stop());

describe('GET /api/presence/calendar/:id', () => {
  it('answers what is in the calendar, and no cache may keep it', async () => {
    const answer = await browser.get(PATH);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.json()).toEqual(CALENDAR);
    expect(server.doors.peeked).toMatchObject([{ id: ID, peek: { hours: 24 } }]);
  });

  it('is a 403 NOT_ALLOWED for who may not look into calendars, whatever he asks for', async () => {
    server.permissions.calendarPeek = false;
    for (const path of [PATH, `${PATH}?hours=0`, '/api/presence/calendar/x']) {
      expect(await problemIn(await browser.get(path))).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
    }
    expect(server.doors.peeked).toEqual([]);
    expect(await (await browser.get('/api/reload')).json()).toMatchObject({ permissions: [] });
  });

  it.each([1, 48])('looks %d hours ahead', async (hours) => {
    expect((await browser.get(`${PATH}?hours=${String(hours)}`)).status).toBe(200);
    expect(server.doors.peeked).toMatchObject([{ peek: { hours } }]);
  });

  it.each(['0', '49', '-1', '1.5', 'x', '', '1&hours=2'])('with hours=%s is a 400 that says what was expected', async (hours) => {
    expect(await problemIn(await browser.get(`${PATH}?hours=${hours}`))).toMatchObject({ code: 'BAD_REQUEST', path: 'hours' });
    expect(server.doors.peeked).toEqual([]);
  });

  it('is a 404 NOT_SUBSCRIBED for what the caller does not watch', async () => {
    const colleague = await server.signedIn('colleague');
    expect(await problemIn(await colleague.get(PATH))).toMatchObject({ status: 404, code: 'NOT_SUBSCRIBED' });
  });

  it('is a 503 with Retry-After when it cannot be told now, and no line in the log', async () => {
    server.doors.calendar = 'UNAVAILABLE';
    const answer = await browser.get(PATH);
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(await problemIn(answer)).toMatchObject({ status: 503, code: 'CALENDAR_UNAVAILABLE' });
    expect(server.logged.filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('is a 429 for who looks too often, and not for others', async () => {
    const colleague = await server.signedIn('colleague');
    const answers = await Promise.all(Array.from({ length: 4 * PEEKS_PER_SECOND }, () => browser.get(PATH)));
    expect(answers.map(({ status }) => status)).toContain(429);
    expect((await colleague.get(PATH)).status).toBe(404);
  });

  it('needs a session', async () => {
    expect(await problemIn(await server.browser().get(PATH))).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
  });
});
