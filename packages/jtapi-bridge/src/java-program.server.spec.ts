import { compileJtapiClasses, describeWithServer, SimulatedCti, waitUntil, type JtapiClasses } from '@lampfield/test-servers';
import { BridgeProcess, LOGIN, quickEnough } from './bridge-process.fixture.ts';

jest.setTimeout(60_000);

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
  });
  afterEach(async () => {
    await bridge.remove();
    await cti.stop();
  });

  describe('the Java program', () => {
    it('says who it is before it is asked anything', async () => {
      bridge = BridgeProcess.start(classes);
      expect(await bridge.waitFor({ ev: 'hello' })).toEqual({ ev: 'hello', protocol: 1, java: expect.stringMatching(/^\d+/) });
    });

    it.each([
      ['there is no jar', (): string[] => [classes.bridge.replace('simulated', 'nowhere')]],
      ['the jar is none of JTAPI', (): string[] => []],
    ])('says so and ends with code 3 when %s', async (_name, jar) => {
      bridge = new BridgeProcess([classes.bridge, ...jar()]);
      expect(await bridge.waitForExit()).toBe(3);
      expect(bridge.events).toEqual([{ ev: 'fatal', code: 'NO_JTAPI', text: expect.stringContaining('javax.telephony') }]);
    });

    it('opens the provider, and says so when it is in service', async () => {
      bridge = await BridgeProcess.startInService(classes, cti);
    });

    it('hands the password over as it is, and shows it to nobody else', async () => {
      bridge = await BridgeProcess.startInService(classes, cti);
      expect(cti.credentials).toBe(`login=${LOGIN.login};passwd=${LOGIN.password};appinfo=Lampfield`);
      await cti.tell({ do: 'print', text: `opening with ${LOGIN.password}` });
      await waitUntil(() => bridge.errorOutput.includes('opening with ***'), { what: 'what the library prints' });
      expect(bridge.visible + bridge.errorOutput + JSON.stringify(bridge.events)).not.toContain(LOGIN.password);
    });

    it('keeps what the library prints out of its own lines', async () => {
      bridge = await BridgeProcess.startInService(classes, cti);
      await cti.tell({ do: 'print', text: '{"ev":"provider","state":"SHUTDOWN"}' });
      await waitUntil(() => bridge.errorOutput.includes('SHUTDOWN'), { what: 'what the library prints' });
      expect(bridge.events.map(({ state }) => state)).not.toContain('SHUTDOWN');
    });

    it('answers a ping while the provider takes for ever to open', async () => {
      cti.receive('silent');
      bridge = BridgeProcess.start(classes);
      bridge.open(classes, cti);
      await waitUntil(() => cti.credentials !== undefined, { what: 'the bridge to connect' });
      bridge.send({ op: 'ping', id: 7 });
      expect(await bridge.waitFor({ ev: 'pong' })).toEqual({ ev: 'pong', id: 7, busyMs: 0, waiting: 0 });
    });

    it('ends when it is told to while the provider takes for ever to open', async () => {
      cti.receive('silent');
      bridge = BridgeProcess.start(classes);
      bridge.open(classes, cti);
      await waitUntil(() => cti.credentials !== undefined, { what: 'the bridge to connect' });
      bridge.send({ op: 'close' });
      expect(await bridge.waitForExit()).toBe(0);
    });

    it('says how long JTAPI has been busy with one thing', async () => {
      await cti.setLine('2001');
      bridge = await BridgeProcess.startInService(classes, cti);
      await cti.block('addCallObserver', '2001');
      bridge.send({ op: 'watch', dn: '2001', watch: 1 });
      bridge.send({ op: 'watch', dn: '2002', watch: 2 });
      const isBusy = (): boolean => {
        bridge.send({ op: 'ping', id: 1 });
        return bridge.events.some(({ busyMs, waiting }) => Number(busyMs) > 0 && waiting === 1);
      };
      await waitUntil(isBusy, { what: 'a pong that says it' });
      await cti.unblock('addCallObserver', '2001');
      await bridge.waitFor({ ev: 'line', dn: '2001' });
    });

    it('ends in time when it is told to, whatever JTAPI is busy with', async () => {
      await cti.setLine('2001');
      bridge = await BridgeProcess.startInService(classes, cti);
      await cti.block('addCallObserver', '2001');
      bridge.send({ op: 'watch', dn: '2001', watch: 1 });
      bridge.endInput();
      expect(await bridge.waitForExit()).toBe(0);
    });

    it.each([
      ['it is told to close', (): void => bridge.send({ op: 'close' })],
      ['its input ends', (): void => bridge.endInput()],
    ])('takes its observers off and shuts the provider down when %s', async (_name, end) => {
      await cti.setLine('2001');
      bridge = BridgeProcess.start(classes);
      bridge.open(classes, cti);
      bridge.send({ op: 'watch', dn: '2001', watch: 1 });
      await bridge.waitFor({ ev: 'line', dn: '2001' });
      // The last step waits, so that there is somebody left to ask what the steps before it did.
      await cti.block('shutdown');
      end();
      await waitUntil(async () => (await cti.countObservers()).providerObservers === 0, { what: 'the provider observer to go' });
      expect(await cti.countObservers()).toMatchObject({ addressObservers: 0, callObservers: 0 });
      await cti.unblock('shutdown');
      expect(await bridge.waitForExit()).toBe(0);
      expect(bridge.events.at(-1)).toEqual({ ev: 'closed' });
    });

    it.each([
      [{ class: 'ProviderUnavailableException', text: 'no CTIManager' }, 'SOURCE_DOWN', 'ProviderUnavailableException'],
      [{ class: 'PlatformException', text: 'Unable to create provider -- null' }, 'SOURCE_DOWN', 'PlatformException'],
      [
        { class: 'PlatformException', text: 'Unable to create provider -- bad login or password.' },
        'DENIED',
        'PlatformException',
      ],
      [{ code: 42, text: 'full' }, 'SOURCE_FULL', 'PlatformException MAX_NUMBER_OF_CTI_CONNECTIONS_REACHED'],
      [{ class: 'java.lang.IllegalStateException', text: 'odd' }, 'SOURCE_DOWN', 'IllegalStateException'],
    ])('ends with code 4 and the reason when the provider answers %j', async (failure, reason, error) => {
      cti.receive(failure);
      bridge = BridgeProcess.start(classes);
      bridge.open(classes, cti);
      expect(await bridge.waitForExit()).toBe(4);
      expect(bridge.events.at(-1)).toEqual({ ev: 'failed', op: 'open', reason, error, text: failure.text });
    });

    it('does not repeat a password that an exception quotes', async () => {
      cti.receive({ class: 'PlatformException', text: `no server for login=x;passwd=${LOGIN.password}` });
      bridge = BridgeProcess.start(classes);
      bridge.open(classes, cti);
      await bridge.waitForExit();
      expect(bridge.events.at(-1)).toMatchObject({ text: 'no server for login=x;passwd=***' });
    });

    it('ends with code 4 when no CTIManager listens', async () => {
      await cti.crash('forGood');
      bridge = BridgeProcess.start(classes);
      bridge.open(classes, cti);
      expect(await bridge.waitForExit()).toBe(4);
      expect(bridge.events.at(-1)).toMatchObject({ ev: 'failed', op: 'open', reason: 'SOURCE_DOWN' });
    });

    it('ends with code 4 when there is no such implementation of JTAPI', async () => {
      bridge = BridgeProcess.start(classes);
      bridge.send({ op: 'open', peer: 'org.example.Nothing', managers: cti.address, ...LOGIN });
      expect(await bridge.waitForExit()).toBe(4);
      expect(bridge.events.at(-1)).toMatchObject({ ev: 'failed', op: 'open', error: 'JtapiPeerUnavailableException' });
    });

    it.each(['SHUTDOWN', 'the end of its observation'])('ends with code 5 when the provider tells of %s', async (end) => {
      bridge = await BridgeProcess.startInService(classes, cti);
      // The bridge may be gone before it has answered.
      void cti.tell(end === 'SHUTDOWN' ? { do: 'state', state: end } : { do: 'endObservation' }).catch(() => undefined);
      expect(await bridge.waitForExit()).toBe(5);
    });

    it('goes to another CTIManager when one is lost, and says so twice', async () => {
      const second = await SimulatedCti.start();
      try {
        bridge = await BridgeProcess.startInService(classes, cti, second);
        expect(second.openedCount).toBe(0);
        const before = bridge.events.length;
        await cti.crash('forGood');
        await bridge.waitFor({ ev: 'provider', state: 'OUT_OF_SERVICE' }, before);
        await bridge.waitFor({ ev: 'provider', state: 'IN_SERVICE' }, before);
        expect(second.isConnected).toBe(true);
      } finally {
        await second.stop();
      }
    });

    it('says twice that the provider was out of service too when it is back before anybody has looked', async () => {
      bridge = await BridgeProcess.startInService(classes, cti);
      const before = bridge.events.length;
      await cti.tell({ do: 'flicker' });
      await bridge.waitFor({ ev: 'provider', state: 'IN_SERVICE' }, before);
      expect(bridge.events.slice(before)).toEqual([
        { ev: 'provider', state: 'OUT_OF_SERVICE' },
        { ev: 'provider', state: 'IN_SERVICE' },
      ]);
    });

    it('is silent about lines when their CTIManager is lost, and reports them as soon as they are asked for again', async () => {
      const told = await quickEnough(async () => {
        await cti.setLine('2001');
        bridge = BridgeProcess.start(classes);
        bridge.open(classes, cti);
        bridge.send({ op: 'watch', dn: '2001', watch: 1 });
        await bridge.waitFor({ ev: 'line', dn: '2001', watch: 1 });
        const before = bridge.events.length;
        const lostAtMs = performance.now();
        // As Cisco's library does it: first each line goes, then the provider.
        await Promise.all([cti.setLine('2001', { state: 'OUT_OF_SERVICE' }), cti.setProvider('OUT_OF_SERVICE')]);
        await bridge.waitFor({ ev: 'provider', state: 'OUT_OF_SERVICE' }, before);
        await cti.setProvider('IN_SERVICE');
        await bridge.waitFor({ ev: 'provider', state: 'IN_SERVICE' }, before);
        bridge.send({ op: 'watch', dn: '2001', watch: 2 });
        await cti.setLine('2001', { state: 'IN_SERVICE' });
        await bridge.waitFor({ ev: 'line', dn: '2001', watch: 2 });
        const tookMs = performance.now() - lostAtMs;
        const lines = bridge.events.filter(({ ev }) => ev === 'line');
        await bridge.remove();
        return { tookMs, lines };
      });
      expect(told.map(({ watch, addresses }) => [watch, JSON.stringify(addresses).includes('"inService":true')])).toEqual([
        [1, true],
        [2, true],
      ]);
    });

    it('ends when nobody reads what it says', async () => {
      bridge = BridgeProcess.start(classes);
      await bridge.waitFor({ ev: 'hello' });
      bridge.stopReading();
      const pings = Buffer.from(`${JSON.stringify({ op: 'ping', id: 1 })}\n`.repeat(10_000));
      const flood = (): boolean => {
        if (!bridge.hasExited) bridge.sendRaw(pings);
        return bridge.hasExited;
      };
      // 'close' comes only after the rest of the output has been read, so the process itself is asked.
      await waitUntil(() => flood() || isGone(bridge), { timeoutMs: 30_000, what: 'the end of the bridge' });
    });
  });
});

function isGone(bridge: BridgeProcess): boolean {
  try {
    return bridge.visible.length === 0;
  } catch {
    return true;
  }
}
