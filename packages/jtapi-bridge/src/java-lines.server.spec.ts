import {
  compileJtapiClasses,
  conference,
  describeWithServer,
  dialing,
  held,
  OVER,
  ringing,
  SimulatedCti,
  talking,
  waitUntil,
  type JtapiClasses,
} from '@lampfield/test-servers';
import { BridgeProcess, quickEnough, type BridgeEvent } from './bridge-process.fixture.ts';

jest.setTimeout(60_000);

interface Address {
  readonly address: string;
  readonly inService?: boolean;
  readonly calls: readonly Readonly<Record<string, unknown>>[];
}

describeWithServer('java', () => {
  let classes: JtapiClasses;
  let cti: SimulatedCti;
  let bridge: BridgeProcess;
  let watches = 0;
  let numbers = 2000;
  const quiet = '2000';

  beforeAll(async () => {
    classes = await compileJtapiClasses();
    cti = await SimulatedCti.start();
    await cti.setLine(quiet);
    bridge = await BridgeProcess.startInService(classes, cti);
  });
  afterAll(async () => {
    await bridge.remove();
    await cti.stop();
    await classes.remove();
  });

  /** A number that no other test has, with a line for it. */
  async function newLine(): Promise<string> {
    const dn = newNumber();
    await cti.setLine(dn);
    return dn;
  }

  const newNumber = (): string => String((numbers += 1));

  function request(dn: string): number {
    watches += 1;
    bridge.send({ op: 'watch', dn, watch: watches });
    return watches;
  }

  /** Watches a line, and gives what is said of it first. */
  const watch = async (dn: string): Promise<BridgeEvent> => bridge.waitFor({ dn, watch: request(dn) });

  /** What was last said of a line, once it is so. */
  const waitForCalls = (dn: string, isReached: (calls: Address['calls']) => boolean): Promise<Address['calls']> =>
    waitUntil(
      () => {
        const calls = addressesOf(lastOf(dn)).flatMap((address) => address.calls);
        return isReached(calls) ? calls : undefined;
      },
      { what: () => `other calls of ${dn} than ${JSON.stringify(lastOf(dn))}` },
    );

  const lastOf = (dn: string): BridgeEvent | undefined => bridge.events.findLast((event) => event['dn'] === dn);

  const countLines = (dn: string): number => bridge.events.filter((event) => event['dn'] === dn && event['ev'] === 'line').length;

  /** Everything that was asked before has been done once this is answered: there is one worker, and it works in order. */
  const settle = async (): Promise<void> => {
    await watch(quiet);
  };

  describe('a watched line', () => {
    it('is reported at once, idle and in service', async () => {
      const dn = await newLine();
      expect(await watch(dn)).toEqual({
        ev: 'line',
        dn,
        watch: watches,
        addresses: [{ address: dn, inService: true, calls: [] }],
      });
    });

    it('is reported with the calls it has already', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await cti.setCall(dn, talking({ from: other, to: dn }));
      expect(addressesOf(await watch(dn))[0]?.calls).toMatchObject([{ state: 'ESTABLISHED', direction: 'in' }]);
    });

    it('rings, is answered, held, taken back and hung up', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      const pair = { from: other, to: dn };
      await watch(dn);
      await cti.setCall(dn, ringing(pair));
      const [call] = await waitForCalls(dn, (calls) => calls.length === 1);
      expect(call).toEqual({
        id: expect.any(String),
        state: 'ALERTING',
        terminals: ['RINGING'],
        direction: 'in',
        peers: [{ state: 'ESTABLISHED', number: other }],
      });
      await cti.setCall(dn, talking(pair));
      const [answered] = await waitForCalls(dn, ([first]) => first?.['state'] === 'ESTABLISHED');
      expect(answered).toMatchObject({ id: call?.['id'], terminals: ['TALKING'], direction: 'in' });
      await cti.setCall(dn, held(pair, dn));
      await waitForCalls(dn, ([first]) => JSON.stringify(first?.['terminals']) === '["HELD"]');
      await cti.setCall(dn, talking(pair));
      await waitForCalls(dn, ([first]) => JSON.stringify(first?.['terminals']) === '["TALKING"]');
      await cti.setCall(dn, OVER);
      await waitForCalls(dn, (calls) => calls.length === 0);
    });

    it('dials, hears it ring, talks', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      await cti.setCall(dn, dialing({ from: dn, to: other }));
      const [dialled] = await waitForCalls(dn, (calls) => calls.length === 1);
      expect(dialled).toMatchObject({ state: 'DIALING', direction: 'out', peers: [{ number: other }] });
      await cti.setCall(dn, ringing({ from: dn, to: other }));
      const [rung] = await waitForCalls(dn, ([first]) => first?.['state'] === 'ESTABLISHED');
      expect(rung).toMatchObject({ direction: 'out', peers: [{ state: 'ALERTING', number: other }] });
      await cti.setCall(dn, talking({ from: dn, to: other }));
      await waitForCalls(dn, ([first]) => JSON.stringify(first?.['peers']).includes('ESTABLISHED'));
    });

    it('has two calls, one held, while it consults somebody', async () => {
      const [dn, caller, colleague] = [await newLine(), newNumber(), newNumber()];
      await watch(dn);
      await cti.setCall('first', held({ from: caller, to: dn }, dn));
      await cti.setCall('second', ringing({ from: dn, to: colleague }));
      const calls = await waitForCalls(dn, ({ length }) => length === 2);
      expect(calls).toMatchObject([
        { terminals: ['HELD'], direction: 'in' },
        { terminals: ['TALKING'], direction: 'out' },
      ]);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      await cti.setCall('first', talking({ from: caller, to: colleague }));
      await cti.setCall('second', OVER);
      await waitForCalls(dn, ({ length }) => length === 0);
    });

    it('talks to somebody else after a transfer', async () => {
      const [dn, first, second] = [await newLine(), newNumber(), newNumber()];
      await watch(dn);
      await cti.setCall(dn, talking({ from: first, to: dn }));
      await waitForCalls(dn, ([call]) => JSON.stringify(call?.['peers']).includes(first));
      await cti.setCall(dn, talking({ from: second, to: dn }));
      await waitForCalls(dn, ([call]) => JSON.stringify(call?.['peers']).includes(second));
    });

    it('names everybody in a conference', async () => {
      const [dn, others] = [await newLine(), [newNumber(), newNumber(), newNumber()]];
      await watch(dn);
      await cti.setCall(dn, conference(dn, ...others));
      const [call] = await waitForCalls(dn, (calls) => calls.length === 1);
      expect(call?.['peers']).toEqual(others.map((number) => ({ state: 'ESTABLISHED', number })));
    });

    it('says what each phone of a shared line does', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      const party = { dn, state: 'ESTABLISHED', terminals: ['TALKING', 'BRIDGED', 'INUSE', 'DROPPED'] };
      await cti.setCall(dn, { calling: other, parties: [{ dn: other, state: 'ESTABLISHED' }, party] });
      const [call] = await waitForCalls(dn, (calls) => calls.length === 1);
      expect(call?.['terminals']).toEqual(['TALKING', 'BRIDGED', 'INUSE']);
    });

    it('shows the name the phone system knows, on either side', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      const names = { callingName: 'Zoë “Z” Ödön', calledName: 'Bob' };
      await cti.setCall(dn, { ...talking({ from: other, to: dn }), ...names });
      const [incoming] = await waitForCalls(dn, (calls) => calls.length === 1);
      expect(incoming?.['peers']).toMatchObject([{ number: other, name: names.callingName }]);
      await cti.setCall(dn, OVER);
      await cti.setCall(`${dn} out`, { ...talking({ from: dn, to: other }), ...names });
      const [outgoing] = await waitForCalls(dn, ([call]) => call?.['direction'] === 'out');
      expect(outgoing?.['peers']).toMatchObject([{ number: other, name: 'Bob' }]);
    });

    it("gives a call one name, whichever line is asked, and the phone system's own where it has one", async () => {
      const [dn, other] = [await newLine(), await newLine()];
      await watch(dn);
      await watch(other);
      const idOf = (line: string): unknown => addressesOf(lastOf(line))[0]?.calls[0]?.['id'];
      await cti.setCall(dn, talking({ from: other, to: dn }));
      await waitUntil(() => idOf(dn) !== undefined && idOf(dn) === idOf(other), { what: 'one name' });
      await cti.setCall(dn, { ...talking({ from: other, to: dn }), number: 4711 });
      await waitUntil(() => idOf(dn) === '1/4711' && idOf(other) === '1/4711', { what: "the phone system's name" });
    });

    it('keeps to itself a number and a name that are not to be shown', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      await cti.setCall(dn, {
        ...talking({ from: other, to: dn }),
        ...{ callingName: 'Somebody', callingHidden: true },
        parties: [
          { dn: other, state: 'ESTABLISHED', hidden: true },
          { dn, state: 'ALERTING', terminals: ['RINGING'] },
        ],
      });
      const [call] = await waitForCalls(dn, (calls) => calls.length === 1);
      expect(call?.['peers']).toEqual([{ state: 'ESTABLISHED' }]);
      await cti.setCall(dn, {
        calling: other,
        callingHidden: true,
        parties: [{ dn, state: 'ALERTING', terminals: ['RINGING'] }],
      });
      expect((await waitForCalls(dn, ([first]) => JSON.stringify(first?.['peers']) === '[]'))[0]).toMatchObject({
        direction: 'in',
      });
    });

    it('leaves out parts in calls that have ended or not begun', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      const gone = { dn: newNumber(), state: 'DISCONNECTED' };
      await cti.setCall(dn, {
        ...talking({ from: other, to: dn }),
        parties: [...talking({ from: other, to: dn }).parties, gone],
      });
      const [call] = await waitForCalls(dn, (calls) => calls.length === 1);
      expect(call?.['peers']).toEqual([{ state: 'ESTABLISHED', number: other }]);
      await cti.setCall(dn, { calling: other, parties: [{ dn, state: 'DISCONNECTED', terminals: ['DROPPED'] }] });
      await waitForCalls(dn, (calls) => calls.length === 0);
    });

    it('goes out of service and comes back', async () => {
      const dn = await newLine();
      await watch(dn);
      await cti.setLine(dn, { state: 'OUT_OF_SERVICE' });
      await waitUntil(() => addressesOf(lastOf(dn))[0]?.inService === false, { what: 'the line to be out of service' });
      await cti.setLine(dn, { state: 'IN_SERVICE' });
      await waitUntil(() => addressesOf(lastOf(dn))[0]?.inService === true, { what: 'the line to be in service' });
    });

    it('is not said to be out of service for the moment that the library takes to open it', async () => {
      const told = await quickEnough(async () => {
        const dn = newNumber();
        await cti.setLine(dn, { state: 'OUT_OF_SERVICE' });
        const openedAtMs = performance.now();
        request(dn);
        await settle();
        const before = countLines(dn);
        await cti.setLine(dn, { state: 'IN_SERVICE' });
        await bridge.waitFor({ ev: 'line', dn });
        const tookMs = performance.now() - openedAtMs;
        return { tookMs, lines: { before, after: countLines(dn), addresses: addressesOf(lastOf(dn)) } };
      });
      expect(told).toMatchObject({ before: 0, after: 1, addresses: [{ inService: true }] });
    });

    it('is said to be out of service when it is for longer', async () => {
      const dn = newNumber();
      await cti.setLine(dn, { state: 'OUT_OF_SERVICE' });
      expect(addressesOf(await watch(dn))).toMatchObject([{ inService: false }]);
    });

    it('says nothing when nothing has changed', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      await cti.setCall(dn, talking({ from: other, to: dn }));
      await waitForCalls(dn, (calls) => calls.length === 1);
      const before = countLines(dn);
      await cti.setCall(dn, talking({ from: other, to: dn }));
      await settle();
      expect(countLines(dn)).toBe(before);
    });

    it('heals an event that was lost when it is read again', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      // Events come in order: with those of a call, the one that the new line set off has been worked off as well, which reads the line again.
      await cti.setCall(dn, ringing({ from: other, to: dn }));
      await waitForCalls(dn, (calls) => calls.length === 1);
      await cti.setCall(dn, OVER);
      await waitForCalls(dn, (calls) => calls.length === 0);
      await cti.setCall(dn, { ...ringing({ from: other, to: dn }), silent: true });
      await settle();
      expect(addressesOf(lastOf(dn))[0]?.calls).toEqual([]);
      bridge.send({ op: 'read', dn });
      await waitForCalls(dn, (calls) => calls.length === 1);
    });

    it('gets back observers that the library lost', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      await cti.tell({ do: 'takeOff', dn });
      await watch(dn);
      await cti.setCall(dn, ringing({ from: other, to: dn }));
      await waitForCalls(dn, (calls) => calls.length === 1);
    });

    it('never calls JTAPI back from within an event', async () => {
      expect((await cti.countObservers()).callsFromEvents).toBe(0);
    });
  });

  describe('a number in several partitions', () => {
    it('is reported with all its addresses, each under its own name', async () => {
      const [dn, other] = [newNumber(), newNumber()];
      await cti.setLine(dn, { partition: 'Internal' });
      await cti.setLine(dn, { partition: 'Executives', state: 'OUT_OF_SERVICE' });
      const party = { dn, partition: 'Internal', state: 'ALERTING', terminals: ['RINGING'] };
      await cti.setCall(dn, { calling: other, parties: [{ dn: other, state: 'ESTABLISHED' }, party] });
      expect(addressesOf(await watch(dn))).toMatchObject([
        { address: `${dn}@Internal`, inService: true, calls: [{ state: 'ALERTING' }] },
        { address: `${dn}@Executives`, inService: false, calls: [] },
      ]);
    });

    it('is observed in a partition that is added later, and no more in one that is removed', async () => {
      const dn = newNumber();
      await cti.setLine(dn, { partition: 'A' });
      await watch(dn);
      await cti.setLine(dn, { partition: 'B' });
      await waitUntil(() => addressesOf(lastOf(dn)).length === 2, { what: 'both addresses' });
      await cti.removeLine(dn, 'A');
      await waitUntil(() => addressesOf(lastOf(dn))[0]?.address === `${dn}@B`, { what: 'the address that is left' });
    });
  });

  describe('a line that is watched no more', () => {
    it('has no observers left', async () => {
      await settle();
      const before = await cti.countObservers();
      const dn = await newLine();
      await watch(dn);
      expect((await cti.countObservers()).callObservers).toBe(before.callObservers + 1);
      bridge.send({ op: 'unwatch', dn });
      await bridge.waitFor({ ev: 'unwatched', dn });
      expect(await cti.countObservers()).toEqual(before);
    });

    it('is watched with one pair of observers when it is asked for twice, and keeps it when it is wanted again at once', async () => {
      const dn = await newLine();
      await watch(dn);
      const before = await cti.countObservers();
      await watch(dn);
      bridge.send({ op: 'unwatch', dn });
      await watch(dn);
      expect(await cti.countObservers()).toEqual(before);
    });

    it('is answered even when it never was watched', async () => {
      const dn = newNumber();
      bridge.send({ op: 'unwatch', dn });
      await bridge.waitFor({ ev: 'unwatched', dn });
    });
  });

  describe('a line that cannot be watched', () => {
    it("is refused when it is not the user's", async () => {
      const dn = newNumber();
      expect(await watch(dn)).toEqual({
        ...{ ev: 'failed', op: 'watch', reason: 'NOT_CONTROLLED', error: 'InvalidArgumentException' },
        ...{ text: `Address ${dn} is not in provider's domain.`, dn, watch: watches },
      });
    });

    it('is watched after all when the user is given it', async () => {
      const dn = newNumber();
      const { watch: number } = await watch(dn);
      // The provider tells of new addresses, but not whose they are: all that are wanted are tried.
      await cti.setLine(dn);
      await bridge.waitFor({ ev: 'line', dn, watch: number });
    });

    it('is refused when it is taken away while it is watched', async () => {
      const dn = await newLine();
      await watch(dn);
      await cti.removeLine(dn);
      await bridge.waitFor({ ev: 'failed', dn, reason: 'NOT_CONTROLLED' });
    });

    it.each([
      ['InvalidPartyException', 'NOT_FOUND'],
      ['PrivilegeViolationException', 'DENIED'],
      ['ResourceUnavailableException', 'SOURCE_FULL'],
      ['PlatformException', 'SOURCE_DOWN'],
      ['ProviderUnavailableException', 'SOURCE_DOWN'],
      ['MethodNotSupportedException', 'SOURCE_DOWN'],
      ['java.lang.NullPointerException', 'SOURCE_DOWN'],
    ])('is refused with a reason when addCallObserver throws %s', async (name, reason) => {
      const dn = await newLine();
      const before = await cti.countObservers();
      await cti.fail('addCallObserver', dn, { class: name, text: 'no' });
      expect(await watch(dn)).toMatchObject({
        ev: 'failed',
        op: 'watch',
        reason,
        error: name.replace('java.lang.', ''),
        text: 'no',
      });
      expect(await cti.countObservers()).toEqual(before);
      await cti.fail('addCallObserver', dn);
      expect(await watch(dn)).toMatchObject({ ev: 'line' });
    });

    it.each([
      [{ code: 41, text: 'no' }, 'DENIED', 'PlatformException CTIERR_DEVICE_RESTRICTED'],
      [{ code: 42, text: 'no' }, 'SOURCE_FULL', 'PlatformException MAX_NUMBER_OF_CTI_CONNECTIONS_REACHED'],
      [{ code: 43, text: 'no' }, 'SOURCE_DOWN', 'PlatformException CTIERR_INTERNAL_FAILURE'],
      [{ code: 99, text: 'no' }, 'SOURCE_DOWN', 'PlatformException'],
      [{ class: 'PlatformException', text: 'The line is restricted' }, 'DENIED', 'PlatformException'],
    ])('is refused by what the exception says beyond its class: %j', async (failure, reason, error) => {
      const dn = await newLine();
      await cti.fail('addObserver', dn, failure);
      expect(await watch(dn)).toMatchObject({ ev: 'failed', reason, error });
    });

    it('is watched in the partitions where it may be, and the operator is told of the others', async () => {
      const dn = newNumber();
      await cti.setLine(dn, { partition: 'Free' });
      await cti.setLine(dn, { partition: 'Forbidden' });
      await cti.fail('addCallObserver', `${dn}@Forbidden`, { code: 41, text: 'restricted' });
      expect(await watch(dn)).toMatchObject({ ev: 'failed', op: 'observe', reason: 'DENIED' });
      const line = await bridge.waitFor({ ev: 'line', dn, watch: watches });
      expect(addressesOf(line)).toMatchObject([{ address: `${dn}@Free` }]);
      await cti.fail('addCallObserver', `${dn}@Forbidden`);
      expect(addressesOf(await watch(dn))).toHaveLength(2);
    });

    it('says once that it cannot be read any more, and how it is once it can', async () => {
      const [dn, other] = [await newLine(), newNumber()];
      await watch(dn);
      await cti.fail('getConnections', dn, { class: 'PlatformException', text: 'gone' });
      await cti.setCall(dn, ringing({ from: other, to: dn }));
      await bridge.waitFor({ ev: 'failed', op: 'read', dn, reason: 'SOURCE_DOWN', text: 'gone' });
      await cti.setCall(dn, talking({ from: other, to: dn }));
      await settle();
      expect(bridge.events.filter((event) => event['dn'] === dn && event['ev'] === 'failed')).toHaveLength(1);
      await cti.fail('getConnections', dn);
      bridge.send({ op: 'read', dn });
      await waitForCalls(dn, (calls) => calls.length === 1);
    });
  });
});

function addressesOf(event: BridgeEvent | undefined): readonly Address[] {
  return (event?.['addresses'] ?? []) as readonly Address[];
}
