import {
  createCertificateAuthority,
  describeWithServer,
  settlesWithin,
  startRadicale,
  waitUntil,
  type RadicaleServer,
} from '@lampfield/test-servers';
import { systemClock } from '../../../system-clock.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import type { PresenceSource } from '../../../ports/source.ts';
import { caldavSource } from './caldav-connector.ts';
import { caldavOptions } from './caldav-options.fixture.ts';
import type { CaldavOptions } from './caldav-options.ts';
import { calendarObject, event, utc } from './calendar-object.fixture.ts';

jest.setTimeout(120_000);

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const CROWD = Array.from({ length: 50 }, (_, number) => `person${String(number)}`);

describeWithServer('radicale', () => {
  let server: RadicaleServer;

  beforeAll(async () => {
    server = await startRadicale({ people: ['anna', 'bela', 'csaba', 'dora', ...CROWD], hidden: ['csaba'] });
    for (const person of ['anna', 'bela', 'csaba', 'dora', ...CROWD]) await server.makeCalendar(person);
  });
  afterAll(() => server.stop());

  const serverOptions = (given: Partial<CaldavOptions> = {}): CaldavOptions =>
    caldavOptions({ url: server.url, ...server.account, ...given });

  const contractSubject = (): SourceUnderTest => {
    // Faster than the configuration allows: what changes is only noticed by asking again.
    const options = { ...serverOptions({ requestsPerMinute: 6000, timeoutSeconds: 5 }), pollSeconds: 1 };
    const busy = new Set<string>();
    return {
      source: caldavSource.create('EXCHANGE', options, createConnectorContext(systemClock)),
      known: ['anna@example.org', 'bela@example.org'],
      wallMs: () => systemClock.wallMs(),
      settle: async (isReached, what) => {
        await waitUntil(isReached, { timeoutMs: 30_000, what });
      },
      letPass: async () => {
        await settlesWithin(new Promise(() => undefined), 2500);
      },
      change: async (address) => {
        const [person = ''] = address.split('@');
        const name = 'meeting.ics';
        if (busy.delete(person)) await server.remove({ person, name });
        else await server.put({ person, name }, meetingAround(busy, person));
      },
      goDown: () => server.crash(),
      comeBack: () => server.startAgain(),
      tearDown: async () => {
        for (const person of ['anna', 'bela']) await server.remove({ person, name: 'meeting.ics' });
      },
    };
  };

  describeSourceContract('CalDAV', contractSubject, { change: true, fail: true, many: 50 });

  describe('a calendar', () => {
    let clock: SkippableClock;
    let sink: RecordingSink;
    let source: PresenceSource;

    const start = (given: Partial<CaldavOptions> = {}): void => {
      clock = new SkippableClock();
      sink = new RecordingSink();
      source = caldavSource.create(
        'EXCHANGE',
        serverOptions({ pollSeconds: 3600, timeoutSeconds: 300, ...given }),
        createConnectorContext(clock),
      );
      source.start(sink);
    };
    afterEach(async () => {
      await source.stop();
      for (const name of ['one.ics', 'two.ics', 'three.ics']) await server.remove({ person: 'dora', name });
    });

    /** Waits for a first report of somebody; the questions wait for a moment, for others to go with. */
    const settle = async (address: string): Promise<void> => {
      await waitUntil(
        () => {
          clock.skip(100);
          return sink.findLatest(address) !== undefined;
        },
        { what: `a report of ${address}` },
      );
    };
    const requests = (): number => server.output().split('REPORT request').length - 1;

    it('answers for fifty mailboxes', async () => {
      start();
      for (const person of CROWD) await source.observe(`${person}@example.org`);
      await Promise.all(CROWD.map((person) => settle(`${person}@example.org`)));
      expect(CROWD.map((person) => sink.findLatest(`${person}@example.org`)?.state)).toEqual(CROWD.map(() => 'AVAILABLE'));
    });

    it('that the account may not read is denied, one that is not there is not found', async () => {
      start();
      for (const person of ['csaba', 'nobody', '../dora', 'x/../../dora']) await source.observe(`${person}@example.org`);
      await settle('csaba@example.org');
      await settle('nobody@example.org');
      await settle('../dora@example.org');
      expect(sink.findLatest('csaba@example.org')).toMatchObject({ state: 'UNKNOWN', reason: 'DENIED' });
      expect(sink.findLatest('nobody@example.org')).toMatchObject({ state: 'UNKNOWN', reason: 'NOT_FOUND' });
      expect(sink.findLatest('../dora@example.org')).toMatchObject({ state: 'UNKNOWN', reason: 'NOT_FOUND' });
      expect(sink.findLatest('x/../../dora@example.org')).toMatchObject({ state: 'UNKNOWN', reason: 'NOT_FOUND' });
    });

    it('with a meeting of each week says that it is on', async () => {
      const now = systemClock.wallMs();
      const times = [`DTSTART:${utc(now - 70 * 24 * HOUR_MS - HOUR_MS)}`, `DTEND:${utc(now - 70 * 24 * HOUR_MS + HOUR_MS)}`];
      expect(
        await server.put(
          { person: 'dora', name: 'one.ics' },
          calendarObject(...event('weekly', ...times, 'RRULE:FREQ=WEEKLY', 'LOCATION:Room of dreams')),
        ),
      ).toBe(201);
      start();
      await source.observe('dora@example.org');
      await settle('dora@example.org');
      expect(sink.findLatest('dora@example.org')).toMatchObject({ state: 'IN_MEETING', raw: 'busy' });
      expect(JSON.stringify(sink.events)).not.toMatch(/Nobody else|dreams/);
    });

    it('is told at the edges of its meetings without asking, and again when somebody has changed it', async () => {
      start();
      const now = Math.floor(clock.wallMs() / 1000) * 1000;
      const meeting = [`DTSTART:${utc(now + 10 * MINUTE_MS)}`, `DTEND:${utc(now + 40 * MINUTE_MS)}`];
      await server.put({ person: 'dora', name: 'one.ics' }, calendarObject(...event('next', ...meeting)));
      await source.observe('dora@example.org');
      await settle('dora@example.org');
      const latest = () => sink.findLatest('dora@example.org');
      expect(latest()).toMatchObject({
        state: 'AVAILABLE',
        activity: { next: { from: now + 10 * MINUTE_MS, until: now + 40 * MINUTE_MS } },
      });
      // What is new is asked about once more in its first period.
      const asked = requests();
      clock.skip(now + 10 * MINUTE_MS - clock.wallMs() - 1);
      expect(latest()?.state).toBe('AVAILABLE');
      clock.skip(1);
      expect(latest()).toMatchObject({
        state: 'IN_MEETING',
        since: now + 10 * MINUTE_MS,
        activity: { until: now + 40 * MINUTE_MS },
      });
      clock.skip(30 * MINUTE_MS);
      expect(latest()?.state).toBe('AVAILABLE');
      expect(requests() - asked).toBeLessThanOrEqual(1);

      const later = clock.wallMs();
      await server.put(
        { person: 'dora', name: 'two.ics' },
        calendarObject(...event('now', `DTSTART:${utc(later - HOUR_MS)}`, `DTEND:${utc(later + 5 * HOUR_MS)}`)),
      );
      await waitUntil(
        () => {
          clock.skip(MINUTE_MS);
          return latest()?.state === 'IN_MEETING';
        },
        { what: 'the new meeting' },
      );
      expect(clock.wallMs() - later).toBeLessThanOrEqual(1.5 * HOUR_MS);
    });

    it('with something in it that cannot be read shows the rest', async () => {
      const now = systemClock.wallMs();
      const times = [`DTSTART:${utc(now - HOUR_MS)}`, `DTEND:${utc(now + HOUR_MS)}`];
      await server.put({ person: 'dora', name: 'one.ics' }, calendarObject(...event('good', ...times)));
      const odd = calendarObject(...event('odd', ...times, 'RRULE:FREQ=DAILY;BYSETPOS=400;COUNT=3;RSCALE=CHINESE'));
      await server.put({ person: 'dora', name: 'two.ics' }, odd);
      start();
      await source.observe('dora@example.org');
      await settle('dora@example.org');
      expect(sink.findLatest('dora@example.org')?.state).toBe('IN_MEETING');
    });

    it('is refused with a wrong password', async () => {
      start({ password: 'wrong' });
      await source.observe('dora@example.org');
      await waitUntil(
        () => {
          clock.skip(100);
          return sink.state === 'DOWN';
        },
        { what: 'the refusal' },
      );
      expect(source.trouble).toBe(
        `${server.url}/{localpart}/calendar/ answers 401: the username, the password or the token is not accepted`,
      );
    });

    it('is asked over TLS when its certificate can be trusted', async () => {
      const authority = await createCertificateAuthority();
      const secure = await startRadicale({ people: ['anna'], tls: await authority.issue('localhost') });
      try {
        const url = secure.url.replace('127.0.0.1', 'localhost');
        start({ url, caFile: authority.caFile });
        await source.observe('anna@example.org');
        await settle('anna@example.org');
        expect(sink.findLatest('anna@example.org')).toMatchObject({ reason: 'NOT_FOUND' });
        await source.stop();
        start({ url });
        await source.observe('anna@example.org');
        await waitUntil(
          () => {
            clock.skip(100);
            return sink.state === 'DOWN';
          },
          { what: 'the refusal' },
        );
        expect(source.trouble).toContain('certificate');
      } finally {
        await secure.stop();
        await authority.remove();
      }
    });
  });
});

/** A meeting that is on; somebody is busy now. */
function meetingAround(busy: Set<string>, person: string): string {
  busy.add(person);
  const ms = systemClock.wallMs();
  return calendarObject(...event('meeting', `DTSTART:${utc(ms - HOUR_MS)}`, `DTEND:${utc(ms + HOUR_MS)}`));
}
