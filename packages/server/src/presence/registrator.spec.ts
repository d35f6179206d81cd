import type { PresenceReason, SourceStateEvt } from '@lampfield/protocol';
import type { PresenceSource, SourceReport, SourceSink } from '../ports/source.ts';
import { MANUAL_CLOCK_START_MS, ManualClock } from '../testing/manual-clock.ts';
import { FIRST_STATE_DEADLINE_MS } from './first-states.ts';
import { Registrator } from './registrator.ts';
import { silentLog } from '../testing/silent-log.ts';

const AVAILABLE: SourceReport = { state: 'AVAILABLE', since: null };

/** A source that does what its `onObserve` says and remembers what it was asked. */
class TestSource implements PresenceSource {
  readonly type = 'JTAPI';
  readonly connector = 'test';
  readonly calls: string[] = [];
  onObserve: (identifier: string) => void | Promise<void> = () => undefined;
  sink: SourceSink | undefined;
  start(sink: SourceSink): void {
    this.sink = sink;
  }
  observe(identifier: string): void | Promise<void> {
    this.calls.push(`observe ${identifier}`);
    return this.onObserve(identifier);
  }
  release(identifier: string): void {
    this.calls.push(`release ${identifier}`);
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

function setUp(withSource = true, lingerMs = 0) {
  const clock = new ManualClock();
  const source = new TestSource();
  const told: string[] = [];
  const reports: SourceReport[] = [];
  const registrator = new Registrator({
    type: 'JTAPI',
    clock,
    log: silentLog,
    lingerMs,
    leases: { isUnused: () => false, visitUnused: () => 0 },
    ...(withSource && { source }),
    events: {
      onReport: (_type, identifier, report) => {
        reports.push(report);
        told.push([identifier, report.state, report.reason].filter(Boolean).join(' '));
      },
      onOverdue: (_type, identifier) => void told.push(`${identifier} overdue`),
      onSourceState: ({ state, reason }: SourceStateEvt) => void told.push(['source', state, reason].filter(Boolean).join(' ')),
    },
  });
  registrator.start();
  return { clock, source, registrator, told, reports };
}

test('a type without a source is UNKNOWN, and says that there is no source', () => {
  const { registrator, told } = setUp(false);
  registrator.register('2001');
  expect([told, registrator.sourceState, registrator.isDown]).toEqual([['2001 UNKNOWN NO_SOURCE'], undefined, false]);
});

test('a state reported from within observe arrives', () => {
  const { registrator, source, told } = setUp();
  registrator.up();
  source.onObserve = (identifier) => {
    source.sink?.report(identifier, AVAILABLE);
  };
  registrator.register('2001');
  expect(told).toEqual(['source UP', '2001 AVAILABLE']);
});

test.each([
  { afterMs: FIRST_STATE_DEADLINE_MS - 1, expected: [] },
  { afterMs: FIRST_STATE_DEADLINE_MS, expected: ['2001 overdue'] },
])('a source that does not answer: $afterMs ms later the watchers were told $expected', ({ afterMs, expected }) => {
  const { clock, registrator, told } = setUp();
  registrator.up();
  registrator.register('2001');
  clock.advance(afterMs);
  expect(told.slice(1)).toEqual(expected);
});

test('deadlines of many share one timer, and each is kept', () => {
  const { clock, registrator, told } = setUp();
  registrator.up();
  registrator.register('2001');
  clock.advance(500);
  registrator.register('2002');
  registrator.register('2003');
  registrator.report('2002', AVAILABLE);
  expect(clock.pendingCount).toBe(1);
  clock.advance(FIRST_STATE_DEADLINE_MS - 500);
  expect(told.slice(1)).toEqual(['2002 AVAILABLE', '2001 overdue']);
  clock.advance(500);
  expect(told.slice(3)).toEqual(['2003 overdue']);
  expect(clock.pendingCount).toBe(0);
});

test.each<[string, () => void | Promise<void>]>([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
])('a source that %s in observe is asked again, later and later, and its watchers are told meanwhile', async (_how, fail) => {
  const { clock, registrator, source, told } = setUp();
  registrator.up();
  source.onObserve = fail;
  registrator.register('2001');
  await clock.advanceAsync(0);
  await clock.advanceAsync(1000);
  await clock.advanceAsync(2000);
  expect([source.calls.length, told]).toEqual([3, ['source UP', '2001 overdue']]);
  source.onObserve = (identifier) => {
    registrator.report(identifier, AVAILABLE);
  };
  await clock.advanceAsync(4000);
  expect([source.calls.length, told.at(-1), clock.pendingCount]).toEqual([4, '2001 AVAILABLE', 0]);
});

test('what is unregistered is released, and not tried again', async () => {
  const { clock, registrator, source } = setUp();
  registrator.up();
  source.onObserve = () => Promise.reject(new Error('no'));
  registrator.register('2001');
  await clock.advanceAsync(0);
  registrator.unregister('2001');
  await clock.advanceAsync(120_000);
  expect(source.calls).toEqual(['observe 2001', 'release 2001']);
});

test('what fails because the source is being stopped is not tried again', async () => {
  const { clock, registrator, source } = setUp();
  registrator.up();
  let fail = (_error: Error): void => undefined;
  source.onObserve = () => new Promise((_resolve, reject) => (fail = reject));
  registrator.register('2001');
  await registrator.stop();
  fail(new Error('closed'));
  await clock.advanceAsync(120_000);
  expect([source.calls, clock.pendingCount]).toEqual([['observe 2001'], 0]);
});

describe('a source that is down', () => {
  const lost: PresenceReason = 'SOURCE_DOWN';

  test('is told once, however often it says so', () => {
    const { registrator, told } = setUp();
    registrator.up();
    registrator.down(lost);
    registrator.down(lost);
    registrator.up();
    registrator.up();
    expect(told).toEqual(['source UP', 'source DOWN SOURCE_DOWN', 'source UP']);
  });

  test('is answered for: what it had not answered, and what is registered meanwhile, is UNKNOWN because it is down', () => {
    const { registrator, told } = setUp();
    registrator.up();
    registrator.register('2001');
    registrator.down(lost);
    registrator.register('2002');
    expect(told.slice(2)).toEqual(['2001 UNKNOWN SOURCE_DOWN', '2002 UNKNOWN SOURCE_DOWN']);
  });

  test('leaves nobody at "source down" when it is back: what it still does not answer is pending', () => {
    const { registrator, told } = setUp();
    registrator.up();
    registrator.down(lost);
    registrator.register('2001');
    registrator.register('2002');
    told.length = 0;
    registrator.report('2001', AVAILABLE);
    registrator.up();
    expect(told).toEqual(['2001 AVAILABLE', '2002 UNKNOWN PENDING', 'source UP']);
  });
});

describe('a linger of 30 s', () => {
  function subscribedOnce() {
    const parts = setUp(true, 30_000);
    parts.registrator.up();
    parts.source.onObserve = (identifier) => {
      parts.registrator.report(identifier, AVAILABLE);
    };
    parts.registrator.register('2001');
    parts.registrator.unregister('2001');
    parts.told.length = 0;
    return parts;
  }

  test('spares the source whoever comes back in time, who gets the latest state and not what he missed', () => {
    const { clock, registrator, source, told } = subscribedOnce();
    registrator.report('2001', { state: 'RINGING', since: 1 });
    clock.advance(29_999);
    expect(told).toEqual([]);
    registrator.register('2001');
    clock.advance(60_000);
    expect([source.calls, told, clock.pendingCount]).toEqual([['observe 2001'], ['2001 RINGING'], 0]);
  });

  test.each([
    { what: 'when it was said', said: {}, confirmedAt: MANUAL_CLOCK_START_MS },
    { what: 'when the source says that it was true', said: { confirmedAt: 7 }, confirmedAt: 7 },
  ])('tells whoever comes back how old the state is: from $what', ({ said, confirmedAt }) => {
    const { clock, registrator, reports } = subscribedOnce();
    registrator.report('2001', { state: 'RINGING', since: 1, ...said });
    clock.advance(20_000);
    registrator.register('2001');
    expect(reports.at(-1)).toEqual({ state: 'RINGING', since: 1, confirmedAt });
  });

  test('ends the observation when nobody comes back', () => {
    const { clock, registrator, source, told } = subscribedOnce();
    clock.advance(30_000);
    expect(source.calls).toEqual(['observe 2001', 'release 2001']);
    registrator.register('2001');
    expect([source.calls.length, told]).toEqual([3, ['2001 AVAILABLE']]);
  });

  test('tries an observation again that had failed before somebody came back', async () => {
    const { clock, registrator, source, told } = setUp(true, 30_000);
    registrator.up();
    source.onObserve = () => {
      throw new Error('no');
    };
    registrator.register('2001');
    registrator.unregister('2001');
    source.onObserve = (identifier) => {
      registrator.report(identifier, AVAILABLE);
    };
    registrator.register('2001');
    await clock.advanceAsync(60_000);
    expect([source.calls, told.at(-1)]).toEqual([['observe 2001', 'observe 2001'], '2001 AVAILABLE']);
  });
});
