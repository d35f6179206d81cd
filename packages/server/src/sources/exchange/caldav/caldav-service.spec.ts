import type { Log } from '../../../ports/log.ts';
import { ManualClock, MANUAL_CLOCK_START_MS } from '../../../testing/manual-clock.ts';
import { silentLog } from '../../../testing/silent-log.ts';
import type { MailboxAnswer } from '../calendar/calendar-service.ts';
import { caldavOptions } from './caldav-options.fixture.ts';
import type { CaldavOptions } from './caldav-options.ts';
import { CaldavService } from './caldav-service.ts';
import { calendarObject, event, utc } from './calendar-object.fixture.ts';
import { multistatus, ScriptedCaldav } from './scripted-caldav.fixture.ts';

const HOUR_MS = 3_600_000;
const NOW = MANUAL_CLOCK_START_MS;
const WINDOW = { from: NOW - 24 * HOUR_MS, until: NOW + 12 * HOUR_MS };
const GOOD = calendarObject(...event('good', `DTSTART:${utc(NOW)}`, 'DURATION:PT1H', 'ATTENDEE:mailto:secret@example.org'));
const BUSY = { stretches: [{ from: NOW, until: NOW + HOUR_MS, kind: 'busy' }] };
const BROKEN = calendarObject(...event('bad', 'DTSTART:never secret'));

describe('a CalDAV service', () => {
  let clock: ManualClock;
  let server: ScriptedCaldav;
  let service: CaldavService;
  let told: string[];

  beforeEach(async () => {
    clock = new ManualClock();
    server = await ScriptedCaldav.start();
    server.answer = () => ({ status: 207, body: multistatus({ href: '/a.ics', etag: '"1"', data: GOOD }) });
    told = [];
    create();
  });
  afterEach(async () => {
    await service.close();
    await server.stop();
  });

  function create(given: Partial<CaldavOptions> = {}): void {
    const log: Log = { ...silentLog, warn: (fields, message) => void told.push(`${JSON.stringify(fields)} ${message}`) };
    service = new CaldavService(caldavOptions({ url: server.url, useFreeBusy: 'never', ...given }), { clock, log });
  }
  const ask = (...names: readonly string[]): Promise<ReadonlyMap<string, MailboxAnswer>> =>
    service.freeBusy(
      names.map((name) => `${name}@example.org`),
      WINDOW,
      new AbortController().signal,
    );
  const askAnna = async (): Promise<MailboxAnswer | undefined> => (await ask('anna')).get('anna@example.org');

  it('asks for what says when somebody is busy, for nothing else, and keeps nothing else', async () => {
    let asked = '';
    server.answer = ({ body }) => {
      asked = body;
      return { status: 207, body: multistatus({ href: '/a.ics', data: GOOD }) };
    };
    expect(await askAnna()).toEqual(BUSY);
    expect(server.asked).toEqual(['REPORT /anna/calendar/']);
    expect(server.headers[0]).toMatchObject({ depth: '1', 'content-type': 'application/xml; charset=utf-8' });
    // Wider than the window: some servers take whole days for UTC.
    expect(asked).toContain(
      `<C:time-range start="${utc(WINDOW.from - 14 * HOUR_MS)}" end="${utc(WINDOW.until + 14 * HOUR_MS)}"/>`,
    );
    expect(asked).toContain('<C:prop name="TRANSP"/>');
    expect(asked).not.toMatch(/SUMMARY|LOCATION|ATTENDEE|DESCRIPTION|allprop/);
  });

  it.each([
    [{ username: 'lampfield', password: 'ő:x' }, `Basic ${Buffer.from('lampfield:ő:x').toString('base64')}`],
    [{ bearerToken: 'abc.def' }, 'Bearer abc.def'],
    [{}, undefined],
  ])('signs in with %j', async (given, authorization) => {
    create(given);
    await askAnna();
    expect(server.headers[0]?.authorization).toBe(authorization);
  });

  it.each([
    [401, {}, 'refused', '{localpart}/calendar/ answers 401: the username, the password or the token is not accepted'],
    [
      301,
      { Location: '/other?token=secret' },
      'refused',
      'points to http://127.0.0.1:PORT and another path: no redirect is followed',
    ],
    [
      302,
      { Location: 'https://dav.example.org/anna/calendar/?x=secret' },
      'refused',
      'points to https://dav.example.org/{localpart}/calendar/',
    ],
    [307, {}, 'refused', 'points to nowhere'],
    [429, {}, 'throttled', 'answers 429: asked too much'],
    [503, { 'Retry-After': '70' }, 'throttled', 'answers 503'],
    [503, {}, 'lost', 'answers 503'],
    [502, {}, 'lost', 'answers 502'],
    [500, {}, 'lost', 'answers 500 to a calendar-query: expected 207'],
    [200, {}, 'lost', 'answers 200 to a calendar-query: expected 207'],
  ])('takes a %d %j for %s', async (...[status, headers, kind, message]) => {
    server.answer = () => ({ status, headers, body: 'secret' });
    const failure: unknown = await ask('anna').catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind, ...('Retry-After' in headers && { retryAfterMs: 70_000 }) });
    const said = (failure as Error).message;
    expect(said.replaceAll(server.url, 'http://127.0.0.1:PORT')).toContain(message);
    expect(said).not.toMatch(/secret|anna/);
  });

  it.each([
    ['no XML', 'nothing'],
    ['an entity', '<!DOCTYPE x [<!ENTITY a "b">]><D:multistatus xmlns:D="DAV:"/>'],
    ['another document', '<D:error xmlns:D="DAV:"/>'],
    [
      'a part of what there is',
      '<D:multistatus xmlns:D="DAV:"><D:response><D:href>/</D:href><D:status>HTTP/1.1 507 Full</D:status></D:response></D:multistatus>',
    ],
  ])('is lost with %s', async (_what, body) => {
    server.answer = () => ({ status: 207, body });
    await expect(ask('anna')).rejects.toMatchObject({
      kind: 'lost',
      message: expect.stringContaining('/{localpart}/calendar/: expected '),
    });
  });

  it('names nobody when there is no answer', async () => {
    await server.stop();
    const failure: unknown = await ask('anna').catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'lost' });
    expect((failure as Error).message).not.toContain('anna');
    server = await ScriptedCaldav.start();
  });

  it('answers for the others when one is elsewhere', async () => {
    server.answer = ({ path }) =>
      path.includes('anna')
        ? { status: 301, headers: { Location: '/elsewhere/' } }
        : { status: 207, body: multistatus({ href: '/a.ics', data: GOOD }) };
    expect(await ask('anna', 'bela')).toEqual(
      new Map<string, unknown>([
        ['bela@example.org', BUSY],
        ['anna@example.org', { reason: 'NOT_FOUND' }],
      ]),
    );
  });

  it('answers for the others when one is denied, missing or in trouble', async () => {
    server.answer = ({ path }) =>
      path.includes('anna')
        ? { status: 207, body: multistatus({ href: '/a.ics', data: GOOD }) }
        : { status: { bela: 403, csaba: 404, dora: 500 }[path.split('/')[1] ?? ''] ?? 410 };
    expect(await ask('anna', 'bela', 'csaba', 'dora', 'else', '..')).toEqual(
      new Map<string, unknown>([
        ['anna@example.org', BUSY],
        ['bela@example.org', { reason: 'DENIED' }],
        ['csaba@example.org', { reason: 'NOT_FOUND' }],
        ['else@example.org', { reason: 'NOT_FOUND' }],
        ['..@example.org', { reason: 'NOT_FOUND' }],
      ]),
    );
  });

  it('is refused when there is nothing at the address at all', async () => {
    server.answer = () => ({ status: 404 });
    await expect(ask('anna')).rejects.toMatchObject({
      kind: 'refused',
      message: `${server.url} answers 404: expected the address of a CalDAV server`,
    });
    server.answer = ({ method }) => ({ status: method === 'OPTIONS' ? 200 : 404 });
    expect(await askAnna()).toEqual({ reason: 'NOT_FOUND' });
  });

  it.each([
    [[207, 207], BUSY],
    [[207, 404], BUSY],
    [[404, 404], { reason: 'NOT_FOUND' }],
    [[207, 403], { reason: 'DENIED' }],
  ])('with several calendars that answer %j', async (statuses, expected) => {
    create({ calendars: ['/{localpart}/0/', '/{localpart}/1/'] });
    server.answer = ({ method, path }) => {
      const status = method === 'OPTIONS' ? 200 : (statuses[Number(path.at(-2))] ?? 0);
      return { status, body: path.includes('/0/') ? multistatus({ href: '/a.ics', data: GOOD }) : multistatus() };
    };
    expect(await askAnna()).toEqual(expected);
  });

  describe('what it has read', () => {
    it('is not read again while the etag is the same, and is when it is another', async () => {
      expect(await askAnna()).toEqual(BUSY);
      server.answer = () => ({ status: 207, body: multistatus({ href: '/a.ics', etag: '"1"', data: BROKEN }) });
      expect(await askAnna()).toEqual(BUSY);
      server.answer = () => ({ status: 207, body: multistatus({ href: '/a.ics', etag: '"2"', data: BROKEN }) });
      expect(await askAnna()).toEqual({ stretches: [] });
      server.answer = () => ({ status: 207, body: multistatus() });
      expect(await askAnna()).toEqual({ stretches: [] });
      expect(service.rememberedObjects).toBe(0);
    });

    it('is read again when its time has gone on', async () => {
      await askAnna();
      server.answer = () => ({ status: 207, body: multistatus({ href: '/a.ics', etag: '"1"', data: BROKEN }) });
      const later = { from: WINDOW.from + 13 * HOUR_MS, until: WINDOW.until + 13 * HOUR_MS };
      const answers = await service.freeBusy(['anna@example.org'], later, new AbortController().signal);
      expect(answers.get('anna@example.org')).toEqual({ stretches: [] });
    });

    it('is forgotten when nobody asks any more, and when it is denied', async () => {
      await ask('anna', 'bela');
      expect(service.rememberedObjects).toBe(2);
      server.answer = ({ path }) => ({ status: path.includes('bela') ? 403 : 207, body: multistatus() });
      await ask('bela');
      expect(service.rememberedObjects).toBe(1);
      clock.advance(HOUR_MS);
      await ask('bela');
      expect(service.rememberedObjects).toBe(0);
    });

    it('does not hide the rest when a part cannot be read, which is told once and quotes nothing', async () => {
      server.answer = () => ({
        status: 207,
        body: multistatus({ href: '/b.ics', data: BROKEN }, { href: '/a.ics', data: GOOD }, { href: '/c.ics', data: 'secret' }),
      });
      expect([await askAnna(), await askAnna()]).toEqual([BUSY, BUSY]);
      expect(told).toEqual(['{"connector":"caldav","objects":2} calendar objects that cannot be read are left out']);
    });

    it('is given up when it is too much work, and only for that mailbox', async () => {
      const bomb = calendarObject(
        ...event('bomb', 'DTSTART:19700101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY;COUNT=999999999'),
      );
      const bombs = multistatus(...Array.from({ length: 25 }, (_, number) => ({ href: `/${String(number)}.ics`, data: bomb })));
      server.answer = ({ path }) => ({
        status: 207,
        body: path.includes('bela') ? bombs : multistatus({ href: '/a.ics', data: GOOD }),
      });
      const answers = await ask('anna', 'bela');
      expect([answers.get('anna@example.org'), answers.get('bela@example.org')]).toEqual([BUSY, { reason: 'SOURCE_DOWN' }]);
    });
  });

  describe('with free-busy queries', () => {
    const told = calendarObject('BEGIN:VFREEBUSY', `FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:${utc(NOW)}/PT1H`, 'END:VFREEBUSY');

    beforeEach(() => {
      create({ useFreeBusy: 'auto' });
    });

    it('is content with them where the server answers them', async () => {
      server.answer = ({ body }) => ({
        status: body.includes('free-busy-query') ? 200 : 500,
        headers: { 'Content-Type': 'text/calendar' },
        body: told,
      });
      expect(await askAnna()).toEqual({ stretches: [{ from: NOW, until: NOW + HOUR_MS, kind: 'oof' }] });
      expect(server.asked).toHaveLength(1);
    });

    it.each([
      ['an empty multistatus', 207, multistatus()],
      ['supported-report', 403, '<D:error xmlns:D="DAV:"><D:supported-report/></D:error>'],
      ['a calendar without VFREEBUSY', 200, GOOD],
      ['not implemented', 501, ''],
    ])('reads events where it answers %s, and asks no more', async (_what, status, body) => {
      server.answer = (request) =>
        request.body.includes('free-busy-query')
          ? { status, body }
          : { status: 207, body: multistatus({ href: '/a.ics', data: GOOD }) };
      expect([await askAnna(), await askAnna()]).toEqual([BUSY, BUSY]);
      expect(server.asked).toHaveLength(3);
    });
  });
});
