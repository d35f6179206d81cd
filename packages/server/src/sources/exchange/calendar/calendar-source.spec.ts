import { waitUntil } from '@lampfield/test-servers';
import type { Log } from '../../../ports/log.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { ServiceFailure } from '../../web/service-failure.ts';
import type { CalendarOptions } from './calendar-options.ts';
import { CalendarSource } from './calendar-source.ts';
import { ScriptedCalendars } from './scripted-calendars.fixture.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Period, half of it, and a time-out: how old an answer may be. */
const PROMISE_MS = 480_000;

const OPTIONS: CalendarOptions = {
  pollSeconds: 300,
  requestsPerMinute: 60,
  lookAheadHours: 12,
  maxMailboxes: 5000,
  timeoutSeconds: 30,
};

class Site {
  readonly clock = new ManualClock();
  readonly sink = new RecordingSink();
  readonly service: ScriptedCalendars;
  readonly source: CalendarSource;
  readonly logged: string[] = [];
  /** Whole minutes, so that windows begin and end where they are expected. */
  readonly t0: number;

  constructor(options: Partial<CalendarOptions> = {}, batchSize = 20) {
    this.clock.setWall(Math.ceil(this.clock.wallMs() / HOUR_MS) * HOUR_MS);
    this.t0 = this.clock.wallMs();
    this.service = new ScriptedCalendars(batchSize);
    const say = (_fields: unknown, message: string): void => void this.logged.push(message);
    const log: Log = { debug: () => undefined, info: say, warn: say, error: say };
    const context = { ...createConnectorContext(this.clock), log };
    const { service } = this;
    this.source = new CalendarSource({ type: 'EXCHANGE', connector: 'x', options: { ...OPTIONS, ...options }, service, context });
    this.source.start(this.sink);
  }

  async observe(...ids: readonly string[]): Promise<void> {
    for (const id of ids) this.source.observe(id);
    await this.clock.advanceAsync(50);
    await this.pass(950);
  }

  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= 1000) await this.clock.advanceAsync(Math.min(1000, leftMs));
  }

  state(id: string): unknown[] {
    const { state, stale, reason } = this.sink.findLatest(id) ?? {};
    return [state, ...(stale === true ? ['stale'] : []), ...(reason === undefined ? [] : [reason])];
  }
}

const manyBoxes = (count: number): string[] => Array.from({ length: count }, (_, n) => `box${String(n)}@example.org`);

describe('a calendar source', () => {
  it('reports what a calendar says of now, and the edges in it at their time without asking', async () => {
    const site = new Site();
    site.service.write('a', [site.t0 + MINUTE_MS, site.t0 + 2 * MINUTE_MS, 'busy']);
    await site.observe('a');
    expect(site.state('a')).toEqual(['AVAILABLE']);
    const asked = site.service.asked.length;
    await site.pass(59_000 - 1);
    expect(site.state('a')).toEqual(['AVAILABLE']);
    await site.pass(1);
    expect(site.sink.findLatest('a')).toMatchObject({ state: 'IN_MEETING', since: site.t0 + MINUTE_MS });
    await site.pass(MINUTE_MS);
    expect(site.sink.findLatest('a')).toMatchObject({ state: 'AVAILABLE', since: site.t0 + 2 * MINUTE_MS });
    expect(site.service.asked.length).toBe(asked);
  });

  it('asks for a day back and the hours ahead, in whole minutes, and says when it heard so', async () => {
    const site = new Site();
    site.service.write('a');
    await site.pass(30_000);
    await site.observe('a');
    expect(site.service.asked[0]?.window).toEqual({ from: site.t0 - 24 * HOUR_MS, until: site.t0 + 12 * HOUR_MS });
    expect(site.sink.findLatest('a')?.confirmedAt).toBe(site.t0 + 30_050);
  });

  it('does not take an edge for a word of the server', async () => {
    const site = new Site();
    site.service.write('a', [site.t0 + MINUTE_MS, site.t0 + HOUR_MS, 'busy']);
    await site.observe('a');
    await site.pass(MINUTE_MS);
    expect(site.sink.findLatest('a')).toMatchObject({ state: 'IN_MEETING', confirmedAt: site.t0 + 50 });
  });

  it('tells a crowd of the full hour in slices, and forgets nobody', async () => {
    const site = new Site({ requestsPerMinute: 6000 });
    const boxes = manyBoxes(2000);
    for (const id of boxes) site.service.write(id, [site.t0 + MINUTE_MS, site.t0 + HOUR_MS, 'busy']);
    await site.observe(...boxes);
    await site.pass(50_000);
    site.sink.clear();
    await site.pass(10_000);
    expect(new Set(boxes.map((id) => site.state(id)[0]))).toEqual(new Set(['IN_MEETING']));
    expect(site.sink.reportsOf()).toHaveLength(2000);
  });

  it('notices within half a minute that the wall clock was put forward or back', async () => {
    const site = new Site();
    site.service.write('a', [site.t0 + HOUR_MS, site.t0 + 2 * HOUR_MS, 'busy']);
    await site.observe('a');
    for (const [jumpMs, state] of [
      [1.5 * HOUR_MS, 'IN_MEETING'],
      [-1.5 * HOUR_MS, 'AVAILABLE'],
    ] as const) {
      site.clock.setWall(site.clock.wallMs() + jumpMs);
      await site.pass(30_000);
      expect(site.state('a')).toEqual([state]);
    }
  });

  it('has no timer and asks for nothing while nothing is observed', async () => {
    const site = new Site();
    site.service.write('a');
    await site.observe('a');
    site.source.release('a');
    expect(site.clock.pendingCount).toBe(0);
    await site.pass(HOUR_MS);
    expect([site.service.asked.length, site.sink.state]).toEqual([1, 'UP']);
  });

  it('does not know a mailbox that the server does not, and says why', async () => {
    const site = new Site();
    site.service.mailboxes.set('denied', { reason: 'DENIED' });
    await site.observe('denied', 'unknown');
    expect([site.state('denied'), site.state('unknown')]).toEqual([
      ['UNKNOWN', 'DENIED'],
      ['UNKNOWN', 'NOT_FOUND'],
    ]);
  });

  it('bears ten thousand stretches in one mailbox', async () => {
    const site = new Site();
    const stretches = Array.from({ length: 10_000 }, (_, n) => [site.t0 + n * 4000, site.t0 + n * 4000 + 2000, 'busy'] as const);
    site.service.write('a', ...stretches);
    await site.observe('a');
    expect(site.sink.findLatest('a')).toMatchObject({ state: 'IN_MEETING', activity: { until: site.t0 + 2000 } });
    await site.pass(5000);
    expect(site.sink.reportsOf('a').length).toBeGreaterThanOrEqual(4);
  });
});

describe('a calendar server that fails', () => {
  it('at the very first question is down at once, in words and logged once', async () => {
    const site = new Site();
    site.service.write('a');
    site.service.failure = new ServiceFailure('refused', 'the token was refused');
    await site.observe('a');
    expect([site.sink.state, site.source.trouble]).toEqual(['DOWN', 'the token was refused']);
    await site.pass(20 * MINUTE_MS);
    expect(site.service.asked.length).toBeGreaterThan(3);
    expect(site.logged).toEqual(['the token was refused']);
    site.service.failure = undefined;
    await site.pass(5 * MINUTE_MS);
    expect([site.sink.state, site.source.trouble, site.state('a')]).toEqual(['UP', undefined, ['AVAILABLE']]);
    expect(site.logged).toEqual(['the token was refused', 'questions are answered again']);
  });

  it('is believed for as long as its answers may be old, then one event says it of all; edges go on meanwhile', async () => {
    const site = new Site();
    const boxes = manyBoxes(100);
    for (const id of boxes) site.service.write(id, [site.t0 + 20 * MINUTE_MS, site.t0 + HOUR_MS, 'busy']);
    await site.observe(...boxes);
    await site.pass(5000);
    site.service.failure = new ServiceFailure('throttled', 'too many requests', { retryAfterMs: 600_000 });
    site.sink.clear();
    await site.pass(PROMISE_MS - 10_000);
    expect([site.sink.state, site.source.trouble]).toEqual(['UP', 'too many requests']);
    await site.pass(10_000);
    expect(site.sink.events.filter(({ kind }) => kind === 'DOWN')).toEqual([{ kind: 'DOWN', reason: 'SOURCE_DOWN' }]);
    expect(site.sink.reportsOf().every(({ stale }) => stale === undefined)).toBe(true);
    const asked = site.service.asked.length;
    await site.pass(13 * MINUTE_MS - PROMISE_MS);
    await site.pass(7 * MINUTE_MS);
    expect(site.service.asked.length - asked).toBeLessThanOrEqual(2);
    expect(site.state('box7@example.org')).toEqual(['IN_MEETING']);
    expect(site.sink.findLatest('box7@example.org')?.confirmedAt).toBeLessThan(site.t0 + MINUTE_MS);
  });

  it('recovers after ten minutes of throttling without a burst, reports all anew, then says up', async () => {
    const site = new Site();
    const boxes = manyBoxes(200);
    for (const id of boxes) site.service.write(id);
    await site.observe(...boxes);
    await site.pass(10_000);
    site.service.failure = new ServiceFailure('throttled', 'too many requests', { retryAfterMs: 600_000 });
    while (site.source.trouble === undefined) await site.pass(1000);
    await site.pass(590_000);
    expect(site.sink.state).toBe('DOWN');
    site.service.failure = undefined;
    const asked = site.service.asked.length;
    site.sink.clear();
    for (let second = 0; second < 240 && site.sink.state === 'DOWN'; second += 1) {
      const before = site.service.asked.length;
      await site.pass(1000);
      expect(site.service.asked.length - before).toBeLessThanOrEqual(2);
    }
    const up = site.sink.events.findIndex(({ kind }) => kind === 'UP');
    const anew = site.sink.events.slice(0, up).flatMap((event) => (event.kind === 'REPORT' ? [event.identifier] : []));
    expect(new Set(anew)).toEqual(new Set(boxes));
    expect(site.service.asked.length - asked).toBeLessThanOrEqual(12);
  });

  it('answers for most: the others are said to be unconfirmed, from the moment they are', async () => {
    const site = new Site();
    site.service.write('a');
    site.service.write('b');
    await site.observe('a', 'b');
    site.service.omitted.add('b');
    await site.pass(PROMISE_MS - 2000);
    expect([site.state('b'), site.sink.state]).toEqual([['AVAILABLE'], 'UP']);
    await site.pass(2000);
    expect([site.state('a'), site.state('b'), site.sink.state]).toEqual([
      ['AVAILABLE'],
      ['AVAILABLE', 'stale', 'SOURCE_DOWN'],
      'UP',
    ]);
    expect(site.sink.findLatest('b')?.confirmedAt).toBe(site.t0 + 50);
    site.service.omitted.clear();
    await site.pass(6 * MINUTE_MS);
    expect(site.state('b')).toEqual(['AVAILABLE']);
  });

  it('cannot reach one mailbox now: what it said before is kept until it is too old', async () => {
    const site = new Site();
    site.service.write('a', [site.t0, site.t0 + 8 * HOUR_MS, 'busy']);
    site.service.mailboxes.set('new', { reason: 'SOURCE_DOWN' });
    await site.observe('a', 'new');
    site.service.mailboxes.set('a', { reason: 'SOURCE_DOWN' });
    await site.pass(PROMISE_MS - 5000);
    expect([site.state('a'), site.state('new')]).toEqual([['IN_MEETING'], ['UNKNOWN', 'SOURCE_DOWN']]);
    await site.pass(5000);
    expect(site.state('a')).toEqual(['IN_MEETING', 'stale', 'SOURCE_DOWN']);
  });

  it('for longer than calendars were read ahead is not known to say anything', async () => {
    const site = new Site({ lookAheadHours: 1 });
    site.service.write('a');
    site.service.write('b');
    await site.observe('a', 'b');
    site.service.failure = new ServiceFailure('lost', 'gone');
    await site.pass(HOUR_MS);
    expect(site.state('a')).toEqual(['UNKNOWN', 'SOURCE_DOWN']);
  });

  it('and comes back while some still wait for their answers is up after half a minute, and they are said to be unconfirmed', async () => {
    const site = new Site({ requestsPerMinute: 2 }, 1);
    for (const id of ['a', 'b', 'c', 'd']) site.service.write(id);
    await site.observe('a', 'b', 'c', 'd');
    await site.pass(4 * MINUTE_MS);
    site.service.failure = new ServiceFailure('lost', 'gone');
    await site.pass(20 * MINUTE_MS);
    site.service.failure = undefined;
    await site.pass(100_000);
    expect(site.sink.state).toBe('UP');
    const states = ['a', 'b', 'c', 'd'].map((id) => site.state(id).length);
    expect(states).toContain(3);
    expect(states).toContain(1);
    await site.pass(5 * MINUTE_MS);
    expect(['a', 'b', 'c', 'd'].map((id) => site.state(id).length)).toEqual([1, 1, 1, 1]);
  });

  it('and is lost again before all are confirmed does not come up by the mere passing of time', async () => {
    const site = new Site({ requestsPerMinute: 6 }, 1);
    for (const id of ['a', 'b', 'c', 'd']) site.service.write(id);
    await site.observe('a', 'b', 'c', 'd');
    await site.pass(4 * MINUTE_MS);
    site.service.failure = new ServiceFailure('lost', 'gone');
    await site.pass(20 * MINUTE_MS);
    site.service.failure = undefined;
    while (site.source.trouble !== undefined) await site.pass(1000);
    site.service.failure = new ServiceFailure('refused', 'not you');
    while (site.source.trouble === undefined) await site.pass(1000);
    await site.pass(5 * MINUTE_MS);
    expect([site.sink.state, site.source.trouble]).toEqual(['DOWN', 'not you']);
  });

  it('is stopped in the middle of a question, and nothing is said after it', async () => {
    const site = new Site();
    let open = (): void => undefined;
    site.service.gate = new Promise((resolve) => (open = resolve));
    site.service.write('a');
    await site.observe('a');
    const stopping = site.source.stop();
    await stopping;
    site.sink.clear();
    open();
    await site.pass(MINUTE_MS);
    expect([site.sink.events, site.service.asked[0]?.signal.aborted, site.service.isClosed]).toEqual([[], true, true]);
    expect(site.clock.pendingCount).toBe(0);
  });

  it('is not reported of what is released in the middle of a question', async () => {
    const site = new Site();
    let open = (): void => undefined;
    site.service.gate = new Promise((resolve) => (open = resolve));
    site.service.write('a');
    site.service.write('b');
    await site.observe('a', 'b');
    site.source.release('a');
    open();
    await waitUntil(() => site.sink.reportsOf().length > 0, { what: 'an answer' });
    expect([site.sink.reportsOf('a'), site.sink.reportsOf('b').length]).toEqual([[], 1]);
  });
});

describe('a look into a calendar', () => {
  const { signal } = new AbortController();

  it('is one question of its own, for the hours it is about, and nothing is kept', async () => {
    const site = new Site();
    const window = { from: site.t0, until: site.t0 + HOUR_MS };
    site.service.write('a', [site.t0, site.t0 + MINUTE_MS, 'busy']);
    expect(await site.source.peekCalendar('a', window, signal)).toEqual({
      stretches: [{ from: site.t0, until: site.t0 + MINUTE_MS, kind: 'busy' }],
    });
    expect(site.service.asked).toMatchObject([{ ids: ['a'], window }]);
    expect([site.sink.reportsOf(), site.clock.pendingCount]).toEqual([[], 0]);
  });

  it('comes out of the same budget: it waits a moment for its turn, or is refused', async () => {
    const site = new Site({ requestsPerMinute: 60 });
    const window = { from: site.t0, until: site.t0 + HOUR_MS };
    const looks = Array.from({ length: 12 }, () =>
      site.source.peekCalendar('a', window, signal).then(
        () => 'answered',
        (error: unknown) => (error as ServiceFailure).kind,
      ),
    );
    await site.pass(1000);
    expect(site.service.asked.length).toBe(7);
    await site.pass(1000);
    expect((await Promise.all(looks)).filter((outcome) => outcome === 'throttled')).toHaveLength(4);
    expect(site.service.asked.length).toBe(8);
  });

  it('is refused while the server is left alone after a failure', async () => {
    const site = new Site();
    site.service.failure = new ServiceFailure('throttled', 'too many', { retryAfterMs: 60_000 });
    await site.observe('a');
    const asked = site.service.asked.length;
    await expect(site.source.peekCalendar('a', { from: 0, until: 1 }, signal)).rejects.toMatchObject({ kind: 'lost' });
    expect(site.service.asked.length).toBe(asked);
  });
});
