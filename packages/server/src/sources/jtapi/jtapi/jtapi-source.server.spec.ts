import { JtapiBridge, type JtapiBridgeEvents } from '@lampfield/jtapi-bridge';
import {
  compileJtapiClasses,
  conference,
  describeWithServer,
  held,
  OVER,
  ringing,
  settlesWithin,
  SimulatedCti,
  talking,
  waitUntil,
  type JtapiClasses,
} from '@lampfield/test-servers';
import { systemClock } from '../../../system-clock.ts';
import { createConnectorContext } from '../../../testing/connector-context.ts';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { SkippableClock } from '../../../testing/skippable-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { jtapiSource } from './jtapi-connector.ts';
import type { JtapiOptions } from './jtapi-options.ts';
import { JtapiSource } from './jtapi-source.ts';

jest.setTimeout(60_000);

// Without jitter each wait for the next try is the shortest.
const CONTEXT = { ...createConnectorContext(systemClock), chance: { next: () => 0 } };
const LINES = ['2001', '2002', '2003'];

describeWithServer('java', () => {
  let classes: JtapiClasses;

  beforeAll(async () => {
    classes = await compileJtapiClasses();
  });
  afterAll(() => classes.remove());

  const optionsFor = (cti: SimulatedCti, options: Partial<JtapiOptions> = {}): JtapiOptions => ({
    ...{
      ctiManagers: [cti.address],
      username: 'lampfield',
      password: 'secret',
      jar: classes.jar,
      java: 'java',
      peer: classes.peer,
    },
    ...{ maxDevices: 2000, startsPerSecond: 2000 },
    ...options,
  });

  async function startCti(): Promise<SimulatedCti> {
    const cti = await SimulatedCti.start();
    for (const line of LINES) await cti.setLine(line);
    return cti;
  }

  describeSourceContract('JTAPI with the Java program', () => setUp(startCti(), optionsFor), {
    change: true,
    fail: true,
    many: 1000,
  });

  describe('the JTAPI source with the Java program', () => {
    let cti: SimulatedCti;

    beforeEach(async () => {
      cti = await startCti();
    });
    afterEach(() => cti.stop());

    /** Runs a source over the phone system for as long as the spec needs it. */
    async function withSource(
      options: Partial<JtapiOptions>,
      spec: (trial: Trial) => Promise<void>,
      create = jtapiSource.create,
    ): Promise<void> {
      const sink = new RecordingSink();
      const source = create('JTAPI', optionsFor(cti, options), CONTEXT);
      source.start(sink);
      const shows = (dn: string, expected: object): Promise<unknown> => {
        const isShown = (): boolean => {
          expect(sink.findLatest(dn)).toMatchObject(expected);
          return true;
        };
        const what = (): string => `another state of ${dn} than ${JSON.stringify(sink.findLatest(dn))}; ${source.trouble ?? ''}`;
        return waitUntil(isShown, { timeoutMs: 20_000, what });
      };
      try {
        await spec({ source, sink, shows });
      } finally {
        await source.stop();
      }
    }

    it('shows a call from its first ring to its end, on both lines', async () => {
      await withSource({}, async ({ source, sink, shows }) => {
        await source.observe('2001');
        await source.observe('2002');
        await shows('2002', { state: 'AVAILABLE' });
        const pair = { from: '2001', to: '2002' };
        await cti.setCall('1', { ...ringing(pair), callingName: 'Ann', calledName: 'Bob' });
        await shows('2002', {
          state: 'RINGING',
          raw: 'ALERTING',
          activity: { peer: { number: '2001', name: 'Ann' }, direction: 'in' },
        });
        await shows('2001', {
          state: 'DIALING',
          raw: 'ALERTING',
          activity: { peer: { number: '2002', name: 'Bob' }, direction: 'out' },
        });
        await cti.setCall('1', talking(pair));
        await shows('2001', { state: 'ON_CALL', since: expect.any(Number), activity: { calls: 1 } });
        await cti.setCall('1', held(pair, '2002'));
        await shows('2002', { state: 'ON_CALL', raw: 'HELD', activity: { held: true } });
        expect(sink.findLatest('2001')?.activity).not.toHaveProperty('held');
        await cti.setCall('1', OVER);
        await shows('2001', { state: 'AVAILABLE' });
        await shows('2002', { state: 'AVAILABLE' });
      });
    });

    it('follows a transfer with a question in between, to the far ends that are left', async () => {
      await withSource({}, async ({ source, shows }) => {
        for (const dn of LINES) await source.observe(dn);
        const outside = { from: '1001', to: '2001' };
        await cti.setCall('1', talking(outside));
        await shows('2001', { state: 'ON_CALL', activity: { peer: { number: '1001' }, direction: 'in' } });
        await cti.setCall('1', held(outside, '2001'));
        await cti.setCall('2', ringing({ from: '2001', to: '2002' }));
        await shows('2001', { state: 'DIALING', activity: { peer: { number: '2002' }, direction: 'out', calls: 2 } });
        await shows('2002', { state: 'RINGING', activity: { peer: { number: '2001' } } });
        await cti.setCall('2', OVER);
        await cti.setCall('1', talking({ from: '1001', to: '2002' }));
        await shows('2001', { state: 'AVAILABLE' });
        await shows('2002', { state: 'ON_CALL', activity: { peer: { number: '1001' }, direction: 'in', calls: 1 } });
      });
    });

    it('shows who is in a conference, without a far end, and the one who is left in it', async () => {
      await withSource({}, async ({ source, sink, shows }) => {
        await source.observe('2001');
        await cti.setCall('1', conference('2001', '2002', '1001'));
        await shows('2001', { state: 'ON_CALL', activity: { conference: true, calls: 1 } });
        expect(sink.findLatest('2001')?.activity).not.toHaveProperty('peer');
        await cti.setCall('1', talking({ from: '2001', to: '1001' }));
        await shows('2001', { state: 'ON_CALL', activity: { peer: { number: '1001' } } });
        expect(sink.findLatest('2001')?.activity).not.toHaveProperty('conference');
      });
    });

    it('shows a line that several phones share as held only when none of them talks', async () => {
      await withSource({}, async ({ source, sink, shows }) => {
        await source.observe('2001');
        const phones = (...terminals: string[]) => ({
          calling: '1001',
          parties: [
            { dn: '1001', state: 'ESTABLISHED' },
            { dn: '2001', state: 'ESTABLISHED', terminals },
          ],
        });
        await cti.setCall('1', phones('TALKING', 'HELD'));
        await shows('2001', { state: 'ON_CALL', raw: 'ESTABLISHED', activity: { calls: 1 } });
        expect(sink.findLatest('2001')?.activity).not.toHaveProperty('held');
        await cti.setCall('1', phones('INUSE', 'HELD'));
        await shows('2001', { state: 'ON_CALL', raw: 'HELD', activity: { held: true, calls: 1 } });
      });
    });

    it("says of a number that is not the user's that it is not controlled, until it is", async () => {
      await withSource({}, async ({ source, shows }) => {
        await source.observe('9999');
        await shows('9999', { state: 'UNKNOWN', reason: 'NOT_CONTROLLED' });
        await cti.setLine('9999');
        await shows('9999', { state: 'AVAILABLE' });
      });
    });

    it('shows a phone that is not registered as OFFLINE', async () => {
      await withSource({}, async ({ source, shows }) => {
        await source.observe('2001');
        await cti.setLine('2001', { state: 'OUT_OF_SERVICE' });
        await shows('2001', { state: 'OFFLINE', raw: 'OUT_OF_SERVICE' });
        await cti.setLine('2001', { state: 'IN_SERVICE' });
        await shows('2001', { state: 'AVAILABLE' });
      });
    });

    it('shows the busier of two partitions, and goes on when a CTIManager is lost', async () => {
      const second = await startCti();
      try {
        const party = { dn: '2001', partition: 'Other', state: 'ALERTING', terminals: ['RINGING'] };
        const call = { calling: '1001', parties: [{ dn: '1001', state: 'ESTABLISHED' }, party] };
        for (const manager of [cti, second]) {
          await manager.setLine('2001', { partition: 'Other' });
          await manager.setCall('1', call);
        }
        await withSource({ ctiManagers: [cti.address, second.address] }, async ({ source, sink, shows }) => {
          await source.observe('2001');
          await shows('2001', { state: 'RINGING' });
          sink.clear();
          await cti.crash('forGood');
          await waitUntil(() => sink.events.map(({ kind }) => kind).includes('DOWN'), { what: 'down' });
          await waitUntil(() => sink.state === 'UP', { what: 'up' });
          await shows('2001', { state: 'RINGING' });
        });
      } finally {
        await second.stop();
      }
    });

    it('does not believe for ever that a line rings of which the library has missed the end', async () => {
      const clock = new SkippableClock();
      const rings = async ({ source, sink, shows }: Trial): Promise<void> => {
        await source.observe('2001');
        await cti.setCall('1', ringing({ from: '1001', to: '2001' }));
        await shows('2001', { state: 'RINGING' });
        // It still rings: that is what the phone system says when it is asked.
        clock.skip(180_000);
        await shows('2001', { state: 'RINGING', stale: true, reason: 'PENDING' });
        await waitUntil(() => sink.findLatest('2001')?.stale === undefined, { what: 'the line to be confirmed' });
        expect(sink.findLatest('2001')).toMatchObject({ state: 'RINGING', activity: { peer: { number: '1001' } } });
        await cti.loseCall('1', OVER);
        clock.skip(179_000);
        expect(sink.findLatest('2001')).not.toHaveProperty('stale');
        clock.skip(1000);
        await shows('2001', { state: 'AVAILABLE' });
      };
      // The Java program lives in real time: it could not answer a minute's pings in no time.
      await withSource({}, rings, (type, options) => {
        const openBridge = (events: JtapiBridgeEvents): JtapiBridge => new JtapiBridge(options, CONTEXT, events);
        return new JtapiSource({ type, options, context: { ...CONTEXT, clock }, openBridge });
      });
    });

    it('is DENIED when the login is refused', async () => {
      cti.receive({ class: 'PlatformException', text: 'Unable to create provider -- bad login or password.' });
      await withSource({}, async ({ source, sink }) => {
        await waitUntil(() => sink.events.at(0), { timeoutMs: 20_000, what: 'the source to be down' });
        expect(sink.events).toEqual([{ kind: 'DOWN', reason: 'DENIED' }]);
        expect(source.trouble).toBe(
          'the CTIManager refuses the application user: PlatformException: Unable to create provider -- bad login or password.',
        );
      });
    });

    it('leaves no observer and no process behind', async () => {
      await withSource({}, async ({ source, shows }) => {
        await source.observe('2001');
        await shows('2001', { state: 'AVAILABLE' });
        expect(await cti.countObservers()).toMatchObject({ addressObservers: 1, callObservers: 1 });
        source.release('2001');
        await waitUntil(async () => (await cti.countObservers()).callObservers === 0, { what: 'the observers to go' });
      });
      await waitUntil(() => !cti.isConnected, { what: 'the connection to be gone' });
    });
  });
});

interface Trial {
  readonly source: ReturnType<typeof jtapiSource.create>;
  readonly sink: RecordingSink;
  readonly shows: (dn: string, expected: object) => Promise<unknown>;
}

async function setUp(starting: Promise<SimulatedCti>, optionsFor: (cti: SimulatedCti) => JtapiOptions): Promise<SourceUnderTest> {
  const cti = await starting;
  const changes = new Map<string, number>();
  return {
    source: jtapiSource.create('JTAPI', optionsFor(cti), CONTEXT),
    known: LINES,
    wallMs: () => systemClock.wallMs(),
    settle: async (isReached, what) => {
      // The first run compiles the Java program.
      await waitUntil(isReached, { timeoutMs: 40_000, what });
    },
    letPass: async () => {
      await settlesWithin(new Promise(() => undefined), 200);
    },
    change: async (dn) => {
      const count = changes.get(dn) ?? 0;
      changes.set(dn, count + 1);
      await cti.setCall(dn, count % 2 === 0 ? ringing({ from: '1001', to: dn }) : OVER);
    },
    goDown: async () => {
      cti.receive('out of service');
      await cti.crash();
    },
    comeBack: async () => {
      cti.receive('accept');
      if (cti.isConnected) await cti.setProvider('IN_SERVICE');
    },
    tearDown: () => cti.stop(),
  };
}
