import type { ReplicaTroubleCode } from '@lampfield/ejabberd-replica';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock, MANUAL_CLOCK_START_MS } from '../../../testing/manual-clock.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { silentLog } from '../../../testing/silent-log.ts';
import { EjabberdSource } from './ejabberd-source.ts';
import { ScriptedReplica } from './scripted-replica.fixture.ts';

const ANNA = 'anna@chat.test';
const OPTIONS = { node: 'ejabberd@one', cookieFile: 'cookie', mode: 'replica' } as const;
/** Before the test begins. */
const OPENED_MS = MANUAL_CLOCK_START_MS - 60_000;

let replica: ScriptedReplica;
let clock: ManualClock;
let sink: RecordingSink;
let source: EjabberdSource;
let warnings: unknown[];

beforeEach(() => {
  replica = new ScriptedReplica();
  clock = new ManualClock();
  sink = new RecordingSink();
  warnings = [];
  const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) };
  const context = { ...createConnectorContext(clock), log };
  source = new EjabberdSource({ type: 'XMPP', options: OPTIONS, context, createReplica: replica.create });
  source.start(sink);
});

afterEach(() => source.stop());

function latest(identifier = ANNA) {
  return sink.findLatest(identifier);
}

function opened(beforeMs = 0): { sidUs: number } {
  return { sidUs: (OPENED_MS - beforeMs) * 1000 };
}

describe('a user of the cluster', () => {
  it.each([
    [[0], { state: 'AVAILABLE', raw: 'online', activity: { resources: 1 } }],
    [[-1], { state: 'AWAY', raw: 'online, takes no messages', activity: { resources: 1 } }],
    [[null, -1], { state: 'AWAY', raw: 'online, takes no messages', activity: { resources: 2 } }],
    [[null], { state: 'UNKNOWN', reason: 'PENDING', raw: 'connected, no presence yet', activity: { resources: 1 } }],
    [[-128, null, 5], { state: 'AVAILABLE', raw: 'online', activity: { resources: 3 } }],
  ])('with sessions of the priorities %j is %j', (priorities, expected) => {
    priorities.forEach((priority, number) => replica.open('anna', { priority, ...opened(number) }));
    replica.join();
    source.observe(ANNA);
    const decider = priorities.findLastIndex(
      (priority) => (priority ?? -200) === Math.max(...priorities.map((each) => each ?? -200)),
    );
    expect(latest()).toEqual({ ...expected, since: OPENED_MS - decider });
  });

  it('without one is OFFLINE, also at a domain that nothing is known of', () => {
    replica.join();
    for (const identifier of [ANNA, 'anna@nowhere.test']) {
      source.observe(identifier);
      expect(latest(identifier)).toEqual({ state: 'OFFLINE', raw: 'no session', since: null });
    }
  });

  it('comes, shows himself, opens a second session, and goes', () => {
    replica.join();
    source.observe(ANNA);
    const steps = [
      () => replica.open('anna', { priority: null, sidUs: 1 }),
      () => replica.prioritise(1, 5),
      () => replica.prioritise(1, 6),
      () => replica.open('anna', { priority: -1, sidUs: 2 }),
      () => replica.close(1),
      () => replica.close(2),
    ];
    const reports = steps.map((step) => {
      clock.advance(1000);
      sink.clear();
      step();
      const [report] = sink.reportsOf(ANNA);
      return report && [report.state, (report.since ?? 0) - MANUAL_CLOCK_START_MS, report.activity?.resources];
    });
    expect(reports).toEqual([
      ['UNKNOWN', 1000, 1],
      ['AVAILABLE', 2000, 1],
      undefined,
      ['AVAILABLE', 2000, 2],
      ['AWAY', 5000, 1],
      ['OFFLINE', 6000, undefined],
    ]);
  });

  it.each(['chat.test', '@chat.test', 'anna@', ''])('is nobody as %j', (identifier) => {
    replica.join();
    source.observe(identifier);
    source.release(identifier);
    expect(latest(identifier)).toEqual({ state: 'UNKNOWN', reason: 'NOT_FOUND', since: null });
  });

  it('is one by all names that ejabberd takes for his', () => {
    replica.join();
    const names = ['straße@chat.test', 'strasse@chat.test'];
    for (const name of names) source.observe(name);
    const sid = replica.open('strasse');
    expect(names.map((name) => latest(name)?.state)).toEqual(['AVAILABLE', 'AVAILABLE']);
    source.release('straße@chat.test');
    replica.close(sid);
    expect(names.map((name) => latest(name)?.state)).toEqual(['AVAILABLE', 'OFFLINE']);
  });

  it.each(['bücher.test', 'xn--bcher-kva.test'])('is found at a domain that ejabberd spells %s', (host) => {
    const sid = replica.open('anna', { host });
    replica.join();
    source.observe('anna@bücher.test');
    expect(latest('anna@bücher.test')?.state).toBe('AVAILABLE');
    replica.close(sid);
    expect(latest('anna@bücher.test')?.state).toBe('OFFLINE');
  });
});

describe('a copy of the table that is begun anew', () => {
  it('leaves a state that goes on its time', () => {
    const sid = replica.open('anna', { priority: null, ...opened() });
    replica.join();
    for (const identifier of [ANNA, 'bela@chat.test']) source.observe(identifier);
    replica.close(replica.open('bela'));
    replica.prioritise(sid, 0);
    clock.advance(5000);
    replica.lose();
    replica.join();
    expect(latest()).toMatchObject({ state: 'AVAILABLE', since: MANUAL_CLOCK_START_MS });
    expect(latest('bela@chat.test')).toMatchObject({ state: 'OFFLINE', since: MANUAL_CLOCK_START_MS });
    replica.open('anna');
    expect(latest()).toMatchObject({ since: MANUAL_CLOCK_START_MS, activity: { resources: 2 } });
  });

  it('knows no time of who went meanwhile, and of who has another session now, when it was opened', () => {
    const [anna, bela] = [replica.open('anna', opened()), replica.open('bela', opened(1))];
    replica.join();
    for (const identifier of [ANNA, 'bela@chat.test']) source.observe(identifier);
    replica.lose();
    replica.close(anna);
    replica.close(bela);
    clock.advance(10_000);
    replica.open('bela', { sidUs: (MANUAL_CLOCK_START_MS + 4000) * 1000 });
    replica.join();
    expect(latest()).toEqual({ state: 'OFFLINE', raw: 'no session', since: null });
    expect(latest('bela@chat.test')).toMatchObject({ state: 'AVAILABLE', since: MANUAL_CLOCK_START_MS + 4000 });
  });
});

describe('the source, while the table is not known', () => {
  it('says nothing, then everything, then that it is up', () => {
    replica.open('anna');
    source.observe(ANNA);
    replica.beginSnapshot();
    source.observe('bela@chat.test');
    replica.open('bela');
    expect(sink.events).toEqual([]);
    replica.endSnapshot();
    expect(sink.events.map((event) => (event.kind === 'REPORT' ? [event.identifier, event.report.state] : event.kind))).toEqual([
      [ANNA, 'AVAILABLE'],
      ['bela@chat.test', 'AVAILABLE'],
      'UP',
    ]);
  });

  it('claims nothing of who is observed then', () => {
    replica.join();
    replica.lose();
    sink.clear();
    source.observe(ANNA);
    replica.beginSnapshot();
    source.observe('bela@chat.test');
    expect(sink.events).toEqual([]);
  });

  it('says why', () => {
    expect(source.trouble).toBe('STARTING, joining');
    replica.join();
    expect(source.trouble).toBeUndefined();
    replica.lose();
    expect(source.trouble).toBe('LOST, the last node has gone');
    replica.join();
    replica.beginSnapshot();
    expect(source.trouble).toMatch(/is being loaded/);
  });

  it.each([
    ['it cannot be had', () => replica.lose({ code: 'NO_ERLANG', detail: 'erl is not installed' })],
    [
      'it is lost',
      () => {
        replica.join();
        replica.lose();
      },
    ],
    [
      'it is begun anew',
      () => {
        replica.join();
        replica.beginSnapshot();
      },
    ],
  ])('is down when %s', (_what, happen) => {
    happen();
    expect(sink.events.at(-1)).toEqual({ kind: 'DOWN', reason: 'SOURCE_DOWN' });
  });

  it('puts a trouble into the log once, however often it is tried again, and again when it comes back', () => {
    const fail = (code: ReplicaTroubleCode): void => replica.lose({ code, detail: 'in vain' });
    for (const code of ['UNREACHABLE', 'UNREACHABLE', 'REFUSED', 'REFUSED'] as const) fail(code);
    replica.join();
    fail('REFUSED');
    const said = { node: 'ejabberd@one', detail: 'in vain' };
    expect(warnings).toEqual(['UNREACHABLE', 'REFUSED', 'REFUSED'].map((code) => ({ ...said, code })));
  });

  it('lives with names that do not go together', async () => {
    const options = { ...OPTIONS, ownNode: 'lampfield@lamp.test' };
    const other = new EjabberdSource({ type: 'XMPP', options, context: createConnectorContext(clock) });
    other.start(sink);
    other.observe(ANNA);
    expect(sink.events).toEqual([{ kind: 'DOWN', reason: 'SOURCE_DOWN' }]);
    expect(other.trouble).toMatch(/^REFUSED, /);
    await other.stop();
  });
});
