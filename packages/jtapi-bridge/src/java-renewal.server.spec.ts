import {
  compileJtapiClasses,
  describeWithServer,
  OVER,
  ringing,
  SimulatedCti,
  talking,
  waitUntil,
  type JtapiClasses,
} from '@lampfield/test-servers';
import { BridgeProcess, type BridgeEvent } from './bridge-process.fixture.ts';

jest.setTimeout(60_000);

/** Events of lines, in the order in which they were told: under which number, in service, with how many calls in which states. */
type Told = readonly [watch: unknown, inService: unknown, ...states: unknown[]];

describeWithServer('java', () => {
  let classes: JtapiClasses;
  let cti: SimulatedCti;
  let bridge: BridgeProcess;

  beforeAll(async () => {
    classes = await compileJtapiClasses();
  });
  afterAll(() => classes.remove());

  beforeEach(async () => {
    cti = await SimulatedCti.start();
    await cti.setLine('2001');
    bridge = await BridgeProcess.startInService(classes, cti);
  });
  afterEach(async () => {
    await bridge.remove();
    await cti.stop();
  });

  const told = (): Told[] => bridge.events.filter(({ ev, dn }) => ev === 'line' && dn === '2001').map(summaryOf);

  const isTold = (...expected: Told): Promise<unknown> =>
    waitUntil(() => told().some((one) => JSON.stringify(one) === JSON.stringify(expected)), {
      timeoutMs: 20_000,
      what: () => `${JSON.stringify(expected)} among ${JSON.stringify(told())}`,
    });

  /** It rings, and the library knows. */
  async function ring(): Promise<void> {
    bridge.send({ op: 'watch', dn: '2001', watch: 1 });
    await cti.setCall('1', ringing({ from: '1001', to: '2001' }));
    await isTold(1, true, 'ALERTING');
  }

  describe('a line that is observed anew', () => {
    it('shows what the library did not hear of, which reading it again does not', async () => {
      await ring();
      await cti.loseCall('1', OVER);
      const before = told().length;
      bridge.send({ op: 'read', dn: '2001' });
      await waitUntil(() => told().length > before, { what: 'the line, read again' });
      expect(told().at(-1)).toEqual([1, true, 'ALERTING']);
      bridge.send({ op: 'renew', dn: '2001', watch: 2 });
      await isTold(2, true);
      expect(told().filter(([watch]) => watch === 2)).toEqual([[2, true]]);
    });

    it('shows the call it has been given instead', async () => {
      await ring();
      await cti.loseCall('1', talking({ from: '1002', to: '2001' }));
      bridge.send({ op: 'renew', dn: '2001', watch: 2 });
      await isTold(2, true, 'ESTABLISHED');
    });

    it('is not said to be free, or out of service, while its calls are still on their way', async () => {
      await ring();
      await cti.loseCall('2', talking({ from: '3001', to: '3002' }));
      bridge.send({ op: 'renew', dn: '2001', watch: 2 });
      await isTold(2, true, 'ALERTING');
      expect(told().filter(([watch]) => watch === 2)).toEqual([[2, true, 'ALERTING']]);
    });

    it('has one pair of observers afterwards, and goes on', async () => {
      await ring();
      const before = await cti.countObservers();
      bridge.send({ op: 'renew', dn: '2001', watch: 2 });
      await isTold(2, true, 'ALERTING');
      expect(await cti.countObservers()).toEqual(before);
      await cti.setCall('1', talking({ from: '1001', to: '2001' }));
      await isTold(2, true, 'ESTABLISHED');
    });

    it('is out of service if it stays so', async () => {
      await ring();
      await cti.setCall('1', OVER);
      await cti.setLine('2001', { state: 'OUT_OF_SERVICE' });
      bridge.send({ op: 'renew', dn: '2001', watch: 2 });
      await isTold(2, false);
    });

    it('is refused under its new number when it may not be observed any more, and under none when it is let go', async () => {
      await ring();
      await cti.fail('addCallObserver', '2001', { class: 'PrivilegeViolationException', text: 'no' });
      bridge.send({ op: 'renew', dn: '2001', watch: 2 });
      await bridge.waitFor({ ev: 'failed', op: 'watch', dn: '2001', watch: 2, reason: 'DENIED' });
      await cti.fail('addCallObserver', '2001');
      bridge.send({ op: 'renew', dn: '2001', watch: 3 });
      bridge.send({ op: 'unwatch', dn: '2001' });
      await bridge.waitFor({ ev: 'unwatched', dn: '2001' });
      expect(await cti.countObservers()).toMatchObject({ addressObservers: 0, callObservers: 0 });
      expect(told().some(([watch]) => watch === 3)).toBe(false);
    });

    it('is asked for in words that make sense, or not at all', async () => {
      bridge.send({ op: 'renew', dn: '2001' });
      await bridge.waitFor({ ev: 'misunderstood', text: 'watch has to be a whole number' });
    });
  });
});

function summaryOf({ watch, addresses }: BridgeEvent): Told {
  const [address] = addresses as readonly {
    readonly inService: boolean;
    readonly calls: readonly { readonly state: string }[];
  }[];
  return [watch, address?.inService, ...(address?.calls ?? []).map(({ state }) => state)];
}
