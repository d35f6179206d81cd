import { RecordingSink } from '../../../testing/recording-sink.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { describeSourceContract } from '../../../testing/source-contract.ts';
import type { JtapiOptions } from './jtapi-options.ts';
import { JtapiSource } from './jtapi-source.ts';
import { callWith, ScriptedBridge } from './scripted-bridge.fixture.ts';

const OPTIONS: JtapiOptions = {
  ...{ ctiManagers: ['cucm1'], username: 'lampfield', password: 'secret', jar: '/jtapi.jar', java: 'java' },
  ...{ maxDevices: 2000, startsPerSecond: 2000 },
};
const RINGING = callWith({ state: 'ALERTING', terminals: ['RINGING'] });

/** A source with a bridge that is scripted, and time that stands still. */
class Trial {
  readonly clock = new ManualClock();
  readonly sink = new RecordingSink();
  readonly source: JtapiSource;
  #bridge: ScriptedBridge | undefined;

  constructor(options: Partial<JtapiOptions> = {}) {
    this.source = new JtapiSource({
      type: 'JTAPI',
      options: { ...OPTIONS, ...options },
      context: createConnectorContext(this.clock),
      openBridge: (events) => (this.#bridge = new ScriptedBridge(events)),
    });
  }

  get bridge(): ScriptedBridge {
    if (this.#bridge === undefined) throw new Error('There is no bridge');
    return this.#bridge;
  }

  start(): this {
    this.source.start(this.sink);
    this.bridge.comeIntoService();
    return this;
  }

  observe(...numbers: readonly string[]): this {
    for (const number of numbers) this.source.observe(number);
    this.clock.tick();
    return this;
  }
}

describeSourceContract(
  'JTAPI with a scripted bridge',
  () => {
    const { source, bridge, clock } = new Trial();
    const changes = new Map<string, number>();
    bridge.isReachable = true;
    return {
      source,
      known: ['2001', '2002'],
      wallMs: () => clock.wallMs(),
      settle: async (isReached, what) => {
        for (let second = 0; second < 60 && !isReached(); second += 1) await clock.advanceAsync(1000);
        if (!isReached()) throw new Error(`In vain: ${what}`);
      },
      letPass: () => clock.advanceAsync(1000),
      change: (dn) => {
        const count = changes.get(dn) ?? 0;
        changes.set(dn, count + 1);
        bridge.setCalls(dn, ...(count % 2 === 0 ? [RINGING] : []));
      },
      goDown: () => bridge.fail(),
      comeBack: () => bridge.comeIntoService(),
    };
  },
  { change: true, fail: true },
);

describe('JtapiSource', () => {
  it('reports what a line does, with whom and since when', () => {
    const { bridge, sink, clock } = new Trial().start().observe('2001');
    expect(sink.findLatest('2001')).toEqual({ state: 'AVAILABLE', since: null });
    clock.advance(1000);
    bridge.setCalls('2001', RINGING);
    expect(sink.findLatest('2001')).toEqual({
      ...{ state: 'RINGING', since: clock.wallMs(), raw: 'ALERTING' },
      activity: { peer: { number: '1001' }, direction: 'in', calls: 1 },
    });
    clock.advance(1000);
    bridge.setCalls('2001', callWith({ terminals: ['HELD'] }));
    expect(sink.findLatest('2001')).toMatchObject({
      state: 'ON_CALL',
      since: clock.wallMs(),
      raw: 'HELD',
      activity: { held: true },
    });
  });

  it('asks for nothing before the provider is in service, then for all that is wanted', () => {
    const { source, sink, bridge, clock } = new Trial();
    source.start(sink);
    source.observe('2001');
    source.observe('2002');
    source.release('2002');
    expect(bridge.asked).toEqual(['unwatch 2002']);
    bridge.comeIntoService();
    clock.tick();
    expect(bridge.asked.slice(1)).toEqual(['watch 2001']);
  });

  it('says in words what keeps it from working, and nothing while it works', () => {
    const { source, sink, bridge } = new Trial();
    source.start(sink);
    expect(source.trouble).toBe('starting');
    bridge.comeIntoService();
    expect(source.trouble).toBeUndefined();
    bridge.fail('NO_JAR');
    expect(source.trouble).toBe('trouble NO_JAR');
  });

  it.each([
    ['REFUSED', 'DENIED'],
    ['NO_JAVA', 'SOURCE_DOWN'],
    ['UNREACHABLE', 'SOURCE_DOWN'],
    ['OUT_OF_SERVICE', 'SOURCE_DOWN'],
    ['BRIDGE_ENDED', 'SOURCE_DOWN'],
  ] as const)('is down after %s with the reason %s', (code, reason) => {
    const { sink, bridge } = new Trial().start();
    bridge.fail(code);
    expect(sink.events.at(-1)).toEqual({ kind: 'DOWN', reason });
  });

  it('is not down while it only starts', () => {
    const { source, sink } = new Trial();
    source.start(sink);
    expect(sink.events).toEqual([]);
  });

  describe('after the bridge was away', () => {
    it('keeps since when a line does what it did before, where the phone system names its calls', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      clock.advance(1000);
      bridge.setCalls('2001', RINGING);
      const before = sink.findLatest('2001');
      bridge.fail();
      clock.advance(5000);
      bridge.comeIntoService();
      expect(sink.findLatest('2001')).toEqual(before);
    });

    it('does not know since when a line does what it did not do before', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.fail();
      bridge.setCalls('2001', RINGING);
      clock.advance(5000);
      bridge.comeIntoService();
      clock.tick();
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING', since: null });
    });

    it('waits with being up for the last line, at the pace that the phone system bears', () => {
      const trial = new Trial({ startsPerSecond: 2 }).start();
      trial.observe('2001', '2002', '2003', '2004');
      trial.clock.advance(5000);
      trial.bridge.fail();
      trial.sink.clear();
      trial.bridge.comeIntoService();
      trial.clock.advance(999);
      expect(trial.sink.state).not.toBe('UP');
      trial.clock.advance(1);
      expect(trial.sink.events.map(({ kind }) => kind)).toEqual(['REPORT', 'REPORT', 'REPORT', 'REPORT', 'UP']);
    });

    it('is up in the end although a line is never answered, which is shown as not confirmed', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001', '2002');
      bridge.setCalls('2001', callWith());
      bridge.fail();
      bridge.isSilent = true;
      bridge.comeIntoService();
      clock.advance(9000);
      expect(sink.state).toBe('DOWN');
      clock.advance(2000);
      expect(sink.state).toBe('UP');
      expect(sink.findLatest('2001')).toMatchObject({ state: 'ON_CALL', stale: true, reason: 'PENDING' });
      bridge.answerAll();
      expect(sink.findLatest('2001')).not.toHaveProperty('stale');
    });

    it('is up at once when the last line that it waits for is released', () => {
      const { source, bridge, sink } = new Trial().start().observe('2001');
      bridge.fail();
      bridge.isSilent = true;
      bridge.comeIntoService();
      source.release('2001');
      expect(sink.state).toBe('UP');
    });

    it('takes no news of an earlier watch for news', () => {
      const { bridge, sink } = new Trial().start().observe('2001');
      bridge.fail();
      bridge.comeIntoService();
      sink.clear();
      bridge.tellOld('2001', 1);
      expect(sink.events).toEqual([]);
    });
  });

  describe('a line that is refused', () => {
    it.each(['NOT_CONTROLLED', 'NOT_FOUND', 'DENIED', 'SOURCE_FULL', 'SOURCE_DOWN'] as const)(
      'is UNKNOWN with the reason %s, and does not keep the others from being certain',
      (reason) => {
        const { source, bridge, sink, clock } = new Trial();
        bridge.refuse('2001', { step: 'watch', reason });
        source.start(sink);
        source.observe('2001');
        source.observe('2002');
        bridge.comeIntoService();
        clock.tick();
        expect(sink.findLatest('2001')).toEqual({ state: 'UNKNOWN', since: null, reason });
        expect(sink.state).toBe('UP');
      },
    );

    it('is asked for again after a while, more and more rarely, until it is let be', () => {
      const trial = new Trial().start();
      const { bridge, sink, clock } = trial;
      bridge.refuse('2001', { step: 'watch', reason: 'SOURCE_DOWN' });
      trial.observe('2001');
      clock.advance(60_000);
      const tries = bridge.asked.length;
      expect(tries).toBeGreaterThan(3);
      clock.advance(60_000);
      expect(bridge.asked.length - tries).toBeLessThan(tries - 1);
      bridge.refuse('2001');
      clock.advance(120_000);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'AVAILABLE' });
      expect(clock.pendingCount).toBe(0);
    });

    it('is not asked for again once it is released', () => {
      const trial = new Trial().start();
      trial.bridge.refuse('2001', { step: 'watch', reason: 'SOURCE_DOWN' });
      trial.observe('2001').source.release('2001');
      expect(trial.clock.pendingCount).toBe(0);
    });

    it('loses its old colour when it is taken away', () => {
      const { bridge, sink } = new Trial().start().observe('2001');
      bridge.refuse('2001', { step: 'watch', reason: 'NOT_CONTROLLED' });
      bridge.setCalls('2001', RINGING);
      expect(sink.findLatest('2001')).toEqual({ state: 'UNKNOWN', since: null, reason: 'NOT_CONTROLLED' });
    });

    it('keeps what was last known, as not confirmed, when it only cannot be read now', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', callWith());
      bridge.refuse('2001', { step: 'read', reason: 'SOURCE_DOWN' });
      bridge.setCalls('2001', RINGING);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'ON_CALL', stale: true, reason: 'SOURCE_DOWN' });
      bridge.refuse('2001');
      clock.advance(5000);
      expect(bridge.asked.at(-1)).toBe('read 2001');
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING' });
    });

    it('is reported all the same when only one of its addresses is refused', () => {
      const trial = new Trial().start();
      trial.bridge.refuse('2001', { step: 'observe', reason: 'DENIED' });
      trial.observe('2001');
      expect(trial.sink.reportsOf('2001')).toEqual([{ state: 'AVAILABLE', since: null }]);
    });
  });

  describe('the budget', () => {
    it('is told to whoever admits', () => {
      expect(new Trial({ maxDevices: 2 }).source.capacity).toBe(2);
    });

    it('takes what is released before its turn for nothing', () => {
      const { source, bridge, clock } = new Trial({ startsPerSecond: 1 }).start().observe('2001', '2002', '2003');
      source.release('2002');
      clock.advance(1000);
      expect(bridge.asked.filter((asked) => asked.startsWith('watch'))).toEqual(['watch 2001', 'watch 2003']);
    });
  });

  describe('a line that rings for longer than can be true', () => {
    it('is observed anew, and not confirmed until that is answered', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', RINGING);
      bridge.isSilent = true;
      clock.advance(179_999);
      expect(sink.findLatest('2001')).not.toHaveProperty('stale');
      clock.advance(1);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING', stale: true, reason: 'PENDING' });
      expect(bridge.asked.at(-1)).toBe('renew 2001');
      bridge.answerAll();
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING' });
      expect(sink.findLatest('2001')).not.toHaveProperty('stale');
    });

    it('is what the phone system says, where the library has missed the end of the call', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', RINGING);
      bridge.loseCalls('2001');
      clock.advance(179_999);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING' });
      clock.advance(1);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'AVAILABLE' });
      expect(clock.pendingCount).toBe(0);
    });

    it('is not confirmed by what the library repeats from its memory', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', RINGING);
      clock.advance(100_000);
      bridge.stir('2001');
      bridge.isSilent = true;
      clock.advance(80_000);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING', stale: true, reason: 'PENDING' });
    });

    it('is observed anew again and again as long as it rings, and no more when it does not', () => {
      const { bridge, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', RINGING);
      clock.advance(180_000 * 3);
      expect(bridge.asked.filter((asked) => asked === 'renew 2001')).toHaveLength(3);
      bridge.setCalls('2001');
      clock.advance(180_000 * 3);
      expect(bridge.asked.filter((asked) => asked === 'renew 2001')).toHaveLength(3);
    });

    it('waits for its turn, and needs none any more if it goes on by itself', () => {
      const trial = new Trial({ startsPerSecond: 1 }).start().observe('2001', '2002', '2003');
      trial.clock.advance(5000);
      for (const dn of ['2001', '2002', '2003']) trial.bridge.setCalls(dn, RINGING);
      trial.clock.advance(180_000);
      expect(trial.bridge.asked.filter((asked) => asked.startsWith('renew'))).toEqual(['renew 2001']);
      expect(trial.sink.findLatest('2003')).toMatchObject({ stale: true });
      trial.bridge.setCalls('2002', callWith());
      trial.clock.advance(2000);
      expect(trial.bridge.asked.filter((asked) => asked.startsWith('renew'))).toEqual(['renew 2001', 'renew 2003']);
    });

    it('loses its old colour when it cannot be observed any more', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', RINGING);
      bridge.refuse('2001', { step: 'watch', reason: 'DENIED' });
      clock.advance(180_000);
      expect(sink.findLatest('2001')).toEqual({ state: 'UNKNOWN', since: null, reason: 'DENIED' });
      bridge.refuse('2001');
      clock.advance(300_000);
      expect(bridge.asked.slice(-2)).toEqual(['watch 2001', 'renew 2001']);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING' });
    });

    it('is confirmed by the first reading that succeeds after it has been observed anew', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', RINGING);
      bridge.refuse('2001', { step: 'read', reason: 'SOURCE_DOWN' });
      clock.advance(180_000);
      expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING', stale: true, reason: 'SOURCE_DOWN' });
      bridge.refuse('2001');
      clock.advance(5000);
      expect(bridge.asked.at(-1)).toBe('read 2001');
      expect(sink.findLatest('2001')).not.toHaveProperty('stale');
    });

    it('is not taken for confirmed because the bridge was away meanwhile', () => {
      const { bridge, sink, clock } = new Trial().start().observe('2001');
      bridge.setCalls('2001', RINGING);
      bridge.isSilent = true;
      clock.advance(180_000);
      bridge.fail();
      bridge.isSilent = false;
      bridge.comeIntoService();
      clock.tick();
      expect(bridge.asked.slice(-2)).toEqual(['watch 2001', 'renew 2001']);
      expect(sink.findLatest('2001')).not.toHaveProperty('stale');
    });
  });

  it('leaves no timer behind when it stops, whatever it was doing', async () => {
    const trial = new Trial({ startsPerSecond: 1 }).start();
    trial.bridge.refuse('2002', { step: 'watch', reason: 'DENIED' });
    trial.observe('2001', '2002', '2003');
    trial.bridge.setCalls('2001', RINGING);
    trial.clock.advance(1000);
    trial.bridge.fail();
    trial.bridge.comeIntoService();
    await trial.source.stop();
    expect(trial.clock.pendingCount).toBe(0);
    trial.sink.clear();
    trial.bridge.fail();
    trial.source.observe('2004');
    trial.source.release('2001');
    expect(trial.sink.events).toEqual([]);
  });
});
