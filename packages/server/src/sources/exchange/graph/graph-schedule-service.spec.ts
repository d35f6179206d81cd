import fc from 'fast-check';
import type { LogLine } from '../../../ports/log.ts';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { fakeAppOptions } from '../../microsoft/app-options.fixture.ts';
import { failureOf } from '../../microsoft/failure-of.fixture.ts';
import { FakeExchange } from '../../microsoft/fake-exchange.fixture.ts';
import { FakeMicrosoft } from '../../microsoft/fake-microsoft.fixture.ts';
import { GraphCaller, type GraphCalls } from '../../microsoft/graph-caller.ts';
import { describeGraphRefusal } from '../../microsoft/graph-failure.ts';
import { GraphScheduleService } from './graph-schedule-service.ts';

const SCHEDULE = '/calendar/getSchedule';
const MAILBOX = 'lampfield@example.org';
const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-30T12:01:30Z');
const WINDOW = { from: NOW, until: NOW + 12 * HOUR_MS };
const wanted = new AbortController().signal;
const people = (count: number): string[] => Array.from({ length: count }, (_, number) => `p${String(number)}@example.org`);

describe('calendars by Graph', () => {
  let fake: FakeMicrosoft;
  let graph: GraphCaller;
  let logged: string[];

  beforeEach(async () => {
    const clock = new SkippableClock();
    fake = await FakeMicrosoft.start(() => clock.monotonicMs());
    fake.exchange.mailboxes.set(MAILBOX, { entries: [] });
    graph = new GraphCaller(fakeAppOptions(fake), clock, 5000);
    logged = [];
  });

  afterEach(async () => {
    await graph.close();
    await fake.stop();
  });

  const serve = (change: { mailbox?: string; batchSize?: number } = {}): GraphScheduleService => {
    const warn: LogLine = (_fields, message) => logged.push(message);
    return new GraphScheduleService({ options: { mailbox: MAILBOX, batchSize: 20, ...change }, graph, log: { warn } });
  };

  it('are read, and of what is not there or not for us it says why', async () => {
    const meeting = { from: NOW + HOUR_MS, until: NOW + 2 * HOUR_MS };
    fake.exchange.mailboxes.set('anna@example.org', { entries: [{ ...meeting, status: 'busy' }], writtenAs: 'Anna@Example.org' });
    fake.exchange.mailboxes.set('bela@example.org', { entries: [], error: { responseCode: 'ErrorNoFreeBusyAccess' } });
    const ids = ['anna@example.org', 'bela@example.org', 'nobody@example.org', '__proto__', 'constructor@example.org'];
    const answers = await serve().freeBusy(ids, WINDOW, wanted);
    expect(Object.fromEntries(answers)).toEqual({
      'anna@example.org': { stretches: [{ ...meeting, kind: 'busy' }] },
      'bela@example.org': { reason: 'DENIED' },
      'nobody@example.org': { reason: 'NOT_FOUND' },
      'constructor@example.org': { reason: 'NOT_FOUND' },
      ['__proto__']: { reason: 'NOT_FOUND' },
    });
    expect(JSON.stringify([...answers])).not.toMatch(/Merger|Room/);
    expect(fake.exchange.asked).toEqual([ids.filter((id) => id !== '__proto__')]);
  });

  it('of which there is only the view are exact where meetings begin at five minutes', async () => {
    const minute = 60_000;
    const entries = [{ from: NOW + 3.5 * minute, until: NOW + 28.5 * minute, status: 'Oof' }];
    fake.exchange.mailboxes.set('anna@example.org', { entries, tells: 'view' });
    const answers = await serve().freeBusy(['anna@example.org'], WINDOW, wanted);
    expect(answers.get('anna@example.org')).toEqual({
      stretches: [{ from: NOW + 3.5 * minute, until: NOW + 28.5 * minute, kind: 'oof' }],
    });
  });

  it('are not asked for when all that is asked for can be of nobody', async () => {
    expect(await serve().freeBusy(['__proto__'], WINDOW, wanted)).toEqual(new Map([['__proto__', { reason: 'NOT_FOUND' }]]));
    expect(fake.requests).toEqual([]);
  });

  it('that an answer leaves out are left out', async () => {
    fake.misbehave(SCHEDULE, { status: 200, document: { value: [{ scheduleId: 'p1@example.org', scheduleItems: [] }] } });
    expect([...(await serve().freeBusy(people(3), WINDOW, wanted)).keys()]).toEqual(['p1@example.org']);
  });

  it('are asked for in smaller questions when Graph finds one too large, which is said once', async () => {
    const service = serve({ batchSize: 100 });
    fake.exchange.mostSchedules = 50;
    expect((await service.freeBusy(people(90), WINDOW, wanted)).size).toBe(90);
    expect(fake.exchange.asked.map(({ length }) => length)).toEqual([20, 20, 20, 20, 10]);
    expect((await service.freeBusy(people(20), WINDOW, wanted)).size).toBe(20);
    expect([service.batchSize, logged]).toEqual([20, [expect.stringContaining('not take so many mailboxes')]]);
  });

  it('are asked for one by one in the end, and not for ever', async () => {
    const service = serve();
    fake.exchange.mostSchedules = 0;
    expect(await failureOf(service.freeBusy(people(20), WINDOW, wanted))).toMatchObject({
      kind: 'lost',
      code: 'ErrorMailboxDataArrayTooBig',
    });
    expect([service.batchSize, fake.requestsOf(SCHEDULE).length]).toEqual([1, 6]);
  });

  it('are asked about less than 42 days, whatever is asked', async () => {
    const answers = await serve().freeBusy(people(1), { from: NOW, until: NOW + 100 * 24 * HOUR_MS }, wanted);
    expect(answers.size).toBe(1);
  });

  it.each([
    [
      'of nobody mailbox',
      { mailbox: 'nobody@example.org' },
      { kind: 'refused', message: expect.stringContaining('no mailbox as option mailbox says') },
    ],
    ['a permission that is missing', {}, { kind: 'refused', message: expect.stringContaining('Calendars.ReadBasic.All') }],
  ])('are refused for %s, in words that name nobody', async (_what, change, expected) => {
    fake.permissions.delete('Calendars.ReadBasic.All');
    if ('mailbox' in change) fake.permissions.add('Calendars.ReadBasic.All');
    const failure = await failureOf(serve(change).freeBusy(people(1), WINDOW, wanted));
    expect(failure).toMatchObject(expected);
    expect(failure.message).not.toContain('@');
  });

  it('fail when the answer is something else', async () => {
    fake.misbehave(SCHEDULE, { status: 200, document: { value: 'none' } });
    expect(await failureOf(serve().freeBusy(people(1), WINDOW, wanted))).toMatchObject({
      kind: 'lost',
      message: expect.stringContaining('expected a list "value"'),
    });
  });

  it('name the mailbox in the path so that it stays a name', async () => {
    fake.exchange.mailboxes.set("o'brien/x@example.org", { entries: [] });
    await serve({ mailbox: "o'brien/x@example.org" }).freeBusy(people(1), WINDOW, wanted);
    expect(fake.requestsOf(SCHEDULE)[0]?.path).toBe("/v1.0/users/o'brien%2Fx%40example.org/calendar/getSchedule");
  });
});

describe('questions about calendars', () => {
  it('never have more mailboxes than they may, ask about each once, and get each answered', async () => {
    const count = fc.integer({ min: 1, max: 100 });
    await fc.assert(
      fc.asyncProperty(fc.nat(120), count, count, async (asked, batchSize, mostSchedules) => {
        const exchange = new FakeExchange();
        exchange.mostSchedules = mostSchedules;
        exchange.mailboxes.set(MAILBOX, { entries: [] });
        const parts = { options: { mailbox: MAILBOX, batchSize }, graph: inMemory(exchange), log: { warn: () => undefined } };
        const answers = await new GraphScheduleService(parts).freeBusy(people(asked), WINDOW, wanted);
        expect([...answers.keys()]).toEqual(people(asked));
        expect(exchange.asked.flat()).toEqual(people(asked));
        expect(exchange.asked.every(({ length }) => length <= Math.min(batchSize, mostSchedules))).toBe(true);
      }),
    );
  });
});

/** The fake without a network. */
function inMemory(exchange: FakeExchange): GraphCalls {
  return {
    post: (request) => {
      const headers = request.headers ?? {};
      const answer = exchange.answer(
        { method: 'POST', path: request.path, headers, body: JSON.stringify(request.document) },
        MAILBOX,
      );
      const body = JSON.stringify(answer.document);
      return answer.status === 200
        ? Promise.resolve(JSON.parse(body))
        : Promise.reject(describeGraphRefusal({ status: answer.status, headers: {}, body }, request, NOW));
    },
    close: () => Promise.resolve(),
  };
}
