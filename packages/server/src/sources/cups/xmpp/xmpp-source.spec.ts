import fc from 'fast-check';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { ScriptedServer, type ScriptedPerson } from './scripted-server.fixture.ts';
import { xml } from './xmpp-library.ts';
import { OPTIONS } from './xmpp-options.fixture.ts';
import type { XmppOptions } from './xmpp-options.ts';
import { XmppSource } from './xmpp-source.ts';

const BOB = 'bob@chat.test';
const CAROL = 'carol@chat.test';

interface Trial {
  readonly clock: ManualClock;
  readonly server: ScriptedServer;
  readonly source: XmppSource;
  readonly sink: RecordingSink;
  /** Lets time pass, in steps of a tenth of a second. */
  pass(ms: number): Promise<void>;
}

function create(changes: Partial<XmppOptions> = {}): Trial {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  for (const jid of [BOB, CAROL]) server.people.set(jid, { show: 'dnd', accepts: true });
  const context = { ...createConnectorContext(clock), chance: { next: () => 0 } };
  const source = new XmppSource({ type: 'CUPS', options: { ...OPTIONS, ...changes }, context, openStream: server.open });
  return {
    clock,
    server,
    source,
    sink: new RecordingSink(),
    pass: (ms) => clock.advanceAsync(ms, Math.max(1, Math.ceil(ms / 100))),
  };
}

async function start(changes: Partial<XmppOptions> = {}): Promise<Trial> {
  const trial = create(changes);
  trial.source.start(trial.sink);
  await trial.pass(500);
  expect(trial.sink.state).toBe('UP');
  return trial;
}

async function startWith(...jids: string[]): Promise<Trial> {
  const trial = await start();
  for (const jid of jids) trial.source.observe(jid);
  await trial.pass(500);
  return trial;
}

function states({ sink }: Trial, jid: string): (string | undefined)[] {
  return sink.reportsOf(jid).map(({ state, reason }) => (state === 'UNKNOWN' ? reason : state));
}

describe('the XMPP source, beginning', () => {
  it('reads the contact list, shows itself, then learns, and says all it knows before it says that it is up', async () => {
    const trial = create();
    for (const jid of [BOB, CAROL]) trial.source.observe(jid);
    trial.server.roster.set(BOB, { subscription: 'to', groups: ['lampfield'] });
    trial.source.start(trial.sink);
    await trial.pass(100);
    trial.server.show(BOB, 'away', 'phone');
    await trial.pass(1000);
    expect(trial.server.sent.slice(0, 2)).toEqual(['iq', 'available']);
    expect(
      trial.sink.events.map((event) => (event.kind === 'REPORT' ? `${event.identifier} ${event.report.state}` : event.kind)),
    ).toEqual([`${BOB} DND`, `${CAROL} DND`, 'UP']);
  });

  it('takes silence for absence only when it is quiet', async () => {
    const trial = create();
    trial.source.observe(BOB);
    trial.server.roster.set(BOB, { subscription: 'to', groups: ['lampfield'] });
    trial.server.people.clear();
    trial.source.start(trial.sink);
    await trial.pass(150);
    expect(trial.sink.events).toEqual([]);
    await trial.pass(200);
    expect(trial.sink.findLatest(BOB)).toEqual({ state: 'OFFLINE', raw: 'unavailable', since: null });
  });

  it('waits while presences of those who are known still come, but not for changes, nor for strangers', async () => {
    const trial = create();
    const people = Array.from({ length: 5 }, (_, number) => `friend${String(number)}@chat.test`);
    for (const jid of people) trial.server.roster.set(jid, { subscription: 'to', groups: ['lampfield'] });
    for (const jid of people) trial.source.observe(jid);
    trial.source.start(trial.sink);
    for (const jid of people) {
      await trial.pass(150);
      trial.server.show(jid, 'away');
    }
    expect(trial.sink.events).toEqual([]);
    for (let count = 0; count < 3; count += 1) {
      await trial.pass(100);
      trial.server.show(people[0] ?? '', 'dnd');
      trial.server.say(xml('presence', { from: CAROL }));
    }
    expect(trial.sink.state).toBe('UP');
    expect(people.map((jid) => states(trial, jid).at(-1))).toEqual(['DND', 'AWAY', 'AWAY', 'AWAY', 'AWAY']);
  });

  it('asks once more for the presence of somebody who agreed and shows none', async () => {
    const trial = await start();
    trial.server.people.set(BOB, { show: undefined, accepts: true });
    trial.source.observe(BOB);
    await trial.pass(400);
    expect(trial.server.sent).not.toContain(`probe ${BOB}`);
    await trial.pass(200);
    expect(trial.server.sent).toContain(`probe ${BOB}`);
    expect(states(trial, BOB)).toEqual([]);
    await trial.pass(1000);
    expect(states(trial, BOB)).toEqual(['OFFLINE']);
  });

  it('calls a contact PENDING after the answer time, not before', async () => {
    const trial = await start({ answerSeconds: 3 });
    trial.server.people.clear();
    trial.source.observe(BOB);
    await trial.pass(2900);
    expect(states(trial, BOB)).toEqual([]);
    await trial.pass(200);
    expect(states(trial, BOB)).toEqual(['PENDING']);
  });
});

describe('the XMPP source, losing its stream', () => {
  it('says down once, however often it tries in vain', async () => {
    const trial = await start();
    trial.server.isUp = false;
    trial.server.end();
    await trial.pass(40_000);
    expect(trial.server.openedAtMs.length).toBeGreaterThan(3);
    expect(trial.sink.events.filter(({ kind }) => kind === 'DOWN')).toHaveLength(1);
  });

  it('keeps the time of a state that goes on, knows none of one that changed meanwhile, and has no ghosts', async () => {
    const trial = await startWith(BOB, CAROL);
    for (const jid of [BOB, CAROL]) trial.server.show(jid, 'away');
    trial.server.show(CAROL, 'chat', 'phone');
    await trial.pass(100);
    const { since } = trial.sink.findLatest(BOB) ?? {};
    expect(since).toBeGreaterThan(0);
    trial.server.end();
    trial.server.people.set(CAROL, { show: 'dnd', accepts: true });
    await trial.pass(2000);
    expect(trial.sink.findLatest(BOB)).toMatchObject({ state: 'AWAY', since });
    expect(trial.sink.findLatest(CAROL)).toMatchObject({ state: 'DND', since: null, activity: { resources: 1 } });
  });

  it('takes back what it said of somebody who is gone from the contact list when it comes back', async () => {
    const trial = await startWith(BOB);
    trial.server.end();
    trial.server.roster.clear();
    trial.server.people.set(BOB, { show: 'dnd', accepts: false });
    trial.sink.clear();
    await trial.pass(1000);
    expect(states(trial, BOB)).toEqual(['PENDING']);
    expect(trial.sink.state).toBe('UP');
    expect(trial.server.roster.get(BOB)).toMatchObject({ ask: 'subscribe', groups: ['lampfield'] });
  });

  it('does not ask somebody who refused again on each new stream, but does for whoever observes him anew', async () => {
    const trial = await startWith(BOB);
    trial.server.say(xml('presence', { from: BOB, type: 'unsubscribed' }));
    trial.server.roster.set(BOB, { subscription: 'none', groups: ['lampfield'] });
    trial.server.push(BOB);
    expect(states(trial, BOB).at(-1)).toBe('DENIED');
    trial.server.end();
    await trial.pass(1000);
    const asked = (): number => trial.server.sent.filter((line) => line === `subscribe ${BOB}`).length;
    expect([asked(), states(trial, BOB).at(-1)]).toEqual([1, 'DENIED']);
    trial.source.release(BOB);
    trial.source.observe(BOB);
    await trial.pass(2000);
    expect([asked(), states(trial, BOB).at(-1)]).toEqual([2, 'DND']);
  });

  it('gives up a server that is silent', async () => {
    const trial = await startWith(BOB);
    trial.server.isMute = true;
    await trial.pass(39_000);
    expect(trial.sink.state).toBe('UP');
    await trial.pass(1500);
    expect(trial.sink.state).toBe('DOWN');
    trial.server.speak();
    await trial.pass(2000);
    expect(trial.sink.state).toBe('UP');
  });

  it('gives up a server that does not show the contact list', async () => {
    const trial = create();
    trial.server.refusal = 'service-unavailable';
    trial.source.start(trial.sink);
    await trial.pass(2000);
    expect(trial.sink.events).toEqual([{ kind: 'DOWN', reason: 'SOURCE_DOWN' }]);
    expect(trial.server.openedAtMs).toHaveLength(3);
  });
});

describe('the XMPP source and the contact list', () => {
  it.each([
    ['resource-constraint', 'SOURCE_FULL'],
    ['item-not-found', 'NOT_FOUND'],
    ['not-allowed', 'DENIED'],
  ])('says why the server does not take a contact: %s', async (condition, reason) => {
    const trial = await start();
    trial.server.refusal = condition;
    trial.source.observe(BOB);
    await trial.pass(500);
    expect(trial.sink.findLatest(BOB)).toEqual({ state: 'UNKNOWN', reason, raw: condition, since: null });
    expect(trial.server.sent).not.toContain(`subscribe ${BOB}`);
  });

  it('leaves an address alone for a moment after its subscription ended', async () => {
    const trial = await startWith(BOB);
    trial.source.release(BOB);
    await trial.pass(100);
    expect(trial.server.roster.size).toBe(0);
    trial.source.observe(BOB);
    await trial.pass(500);
    trial.server.say(xml('presence', { from: BOB, type: 'unsubscribed' }));
    expect(trial.server.roster.size).toBe(0);
    trial.sink.clear();
    await trial.pass(1000);
    expect(states(trial, BOB)).toEqual(['DND']);
  });

  it('puts back somebody who has not answered yet and was taken off the list by another client', async () => {
    const trial = await start();
    trial.server.people.clear();
    trial.source.observe(BOB);
    await trial.pass(500);
    trial.server.roster.clear();
    trial.server.push(BOB);
    await trial.pass(500);
    expect(trial.server.roster.get(BOB)).toMatchObject({ ask: 'subscribe', groups: ['lampfield'] });
  });

  it('uses an entry of somebody else and gives it back as it was', async () => {
    const trial = create();
    trial.server.roster.set(BOB, { subscription: 'none', groups: ['Colleagues'] });
    trial.source.start(trial.sink);
    trial.source.observe(BOB);
    await trial.pass(1000);
    expect(states(trial, BOB)).toEqual(['DND']);
    trial.server.end();
    await trial.pass(2000);
    trial.source.release(BOB);
    await trial.pass(100);
    expect([...trial.server.roster]).toEqual([[BOB, { subscription: 'none', groups: ['Colleagues'] }]]);
    expect(trial.server.sent.filter((line) => line.startsWith('iq '))).not.toContain(`iq remove ${BOB}`);
  });

  it('has room for as many as the operator lets it', () => {
    expect(create({ maxSubscriptions: 7 }).source.capacity).toBe(7);
  });
});

describe('the XMPP source, stopping', () => {
  it('takes what it observes off the contact list and leaves no timer', async () => {
    const trial = await startWith(BOB, CAROL, 'nobody@chat.test');
    await trial.source.stop();
    expect(trial.server.roster.size).toBe(0);
    await trial.pass(5000);
    expect(trial.clock.pendingCount).toBe(0);
  });

  it('settles within 5 s when the server does not answer', async () => {
    const trial = await startWith(BOB);
    trial.server.isMute = true;
    const settled = jest.fn();
    void trial.source.stop().then(settled);
    await trial.pass(4900);
    expect(settled).toHaveBeenCalledTimes(1);
  });
});

describe('the XMPP source, whatever happens', () => {
  type Step = (trial: Trial) => void | Promise<void>;
  const PEOPLE = [BOB, CAROL, 'dave@chat.test', 'eve@chat.test'];
  const anybody = fc.constantFrom(...PEOPLE);
  const anyShow = fc.constantFrom<ScriptedPerson['show']>('chat', 'away', 'dnd', undefined);
  const anyStep: fc.Arbitrary<Step> = fc.oneof(
    anybody.map<Step>(
      (jid) =>
        ({ source }) =>
          source.observe(jid),
    ),
    anybody.map<Step>(
      (jid) =>
        ({ source }) =>
          source.release(jid),
    ),
    fc.tuple(anybody, anyShow).map<Step>(
      ([jid, show]) =>
        ({ server }) =>
          server.show(jid, show),
    ),
    fc.integer({ min: 0, max: 2500 }).map<Step>(
      (ms) =>
        ({ pass }) =>
          pass(ms),
    ),
    fc.constant<Step>(({ server }) => server.end()),
    anybody.map<Step>((jid) => ({ server }) => {
      if (server.roster.delete(jid)) server.push(jid);
    }),
  );

  it('ends with exactly the observed on the list, and each lamp as it is', async () => {
    const STATES = { chat: 'AVAILABLE', away: 'AWAY', dnd: 'DND' } as const;
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), fc.subarray(PEOPLE), async (steps, wanted) => {
        const trial = create();
        for (const jid of PEOPLE) trial.server.people.set(jid, { show: undefined, accepts: true });
        trial.source.start(trial.sink);
        for (const step of steps) await step(trial);
        for (const jid of PEOPLE) trial.source[wanted.includes(jid) ? 'observe' : 'release'](jid);
        await trial.pass(20_000);
        expect([...trial.server.roster.keys()].sort()).toEqual([...wanted].sort());
        for (const jid of wanted) {
          const show = trial.server.people.get(jid)?.show;
          expect([jid, trial.sink.findLatest(jid)?.state]).toEqual([jid, show === undefined ? 'OFFLINE' : STATES[show]]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
