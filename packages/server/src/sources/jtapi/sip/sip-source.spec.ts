import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { setUpSource } from './sip-source.fixture.ts';

/** As quickly as the far end of the contract has to be missed. */
const QUICK = { pingSeconds: 5, pingTimeoutSeconds: 5 };

describe.each(['udp', 'tcp'] as const)('by a scripted proxy over %s', (transport) => {
  describeSourceContract(
    `SIP over ${transport}`,
    (): SourceUnderTest => {
      const { clock, proxy, source } = setUpSource({ transport, ...QUICK, subscriptionsPerSecond: 1000 });
      return {
        source,
        known: ['2001', '2002'],
        wallMs: () => clock.wallMs(),
        settle: async (isReached, what) => {
          for (let step = 0; step < 600 && !isReached(); step += 1) await clock.advanceAsync(100);
          if (!isReached()) throw new Error(`Not reached: ${what}`);
        },
        letPass: () => clock.advanceAsync(5000, 50),
        change: (number) => {
          proxy.setCalls(number, proxy.callsOf(number).length === 0 ? ['early'] : []);
        },
        goDown: () => {
          if (transport === 'udp') proxy.isSilent = true;
          else proxy.goAway();
        },
        comeBack: () => {
          proxy.restart();
          proxy.comeBack();
        },
      };
    },
    { change: true, fail: true, many: 100 },
  );
});

describe('the way to the proxy', () => {
  it('is up when somebody answers there, whatever he says', () => {
    const { clock, watch, proxy } = setUpSource();
    watch.start();
    expect(watch.sink.events).toEqual([]);
    clock.tick();
    expect(proxy.requests.map(({ method, uri }) => [method, uri])).toEqual([['OPTIONS', 'sip:127.0.0.1:5060']]);
    expect(watch.sink.state).toBe('UP');
  });

  it('is down when nobody answers, is tried again at growing intervals, and says so', () => {
    const { clock, watch, proxy, source, logged } = setUpSource();
    proxy.isSilent = true;
    watch.start();
    clock.advance(9999);
    expect([watch.sink.state, source.trouble]).toEqual([undefined, undefined]);
    clock.advance(1);
    expect(watch.sink.state).toBe('DOWN');
    expect(source.trouble).toBe('no SIP proxy at 127.0.0.1:5060 over UDP: the proxy does not answer');
    expect(logged).toEqual([expect.stringMatching(/^warn no way to the SIP proxy .*"retryInMs":/)]);
    clock.advance(600_000);
    const tries = logged.length;
    expect(tries).toBeGreaterThan(8);
    expect(tries).toBeLessThan(20);
    proxy.isSilent = false;
    clock.advance(70_000);
    expect([watch.sink.state, source.trouble]).toEqual(['UP', undefined]);
  });

  it('is asked every 15 s whether it is there, and missed 10 s later', () => {
    const { clock, watch, proxy } = setUpSource();
    watch.start();
    clock.advance(60_000);
    expect(proxy.requests.filter(({ method }) => method === 'OPTIONS')).toHaveLength(5);
    proxy.isSilent = true;
    clock.advance(24_999);
    expect(watch.sink.state).toBe('UP');
    clock.advance(1);
    expect(watch.sink.state).toBe('DOWN');
  });

  it('is there as long as it tells something, whatever it answers', () => {
    const { clock, watch, proxy, observe } = setUpSource();
    watch.start();
    observe('2001');
    clock.advance(1000);
    proxy.deafTo.add('OPTIONS').add('SUBSCRIBE');
    for (let round = 0; round < 3; round += 1) {
      proxy.setCalls('2001', ['early']);
      clock.advance(9000);
    }
    expect(watch.sink.state).toBe('UP');
    clock.advance(25_000);
    expect(watch.sink.state).toBe('DOWN');
  });

  it('is down at once when its connection breaks', () => {
    const { clock, watch, proxy, observe, shown } = setUpSource({ transport: 'tcp' });
    watch.start();
    observe('2001');
    clock.advance(1000);
    expect(shown('2001')).toEqual(['AVAILABLE']);
    proxy.goAway();
    clock.tick();
    expect(watch.sink.state).toBe('DOWN');
  });

  it('brings back what is still known there without beginning anew', () => {
    const { clock, watch, proxy, observe, shown } = setUpSource({ transport: 'tcp' });
    watch.start();
    observe('2001');
    clock.advance(1000);
    proxy.goAway();
    proxy.setCalls('2001', ['early']);
    clock.advance(5000);
    proxy.comeBack();
    clock.advance(10_000);
    expect([watch.sink.state, ...shown('2001')]).toEqual(['UP', 'RINGING']);
    expect(proxy.watched).toEqual(['2001']);
    expect(new Set(proxy.requests.filter(({ method }) => method === 'SUBSCRIBE').map(({ callId }) => callId)).size).toBe(1);
  });

  it('is used for what does not answer in 5 s, too: that is pending', () => {
    const { clock, watch, proxy, observe, shown } = setUpSource({ transport: 'tcp' });
    watch.start();
    observe('2001', '2002');
    clock.advance(1000);
    proxy.goAway();
    clock.advance(1000);
    proxy.comeBack();
    proxy.refusals.set('2002', 100);
    watch.sink.clear();
    clock.advance(4000);
    expect(watch.sink.state).toBe('DOWN');
    clock.advance(4000);
    expect(watch.sink.state).toBe('UP');
    expect(shown('2001', '2002')).toEqual(['AVAILABLE', 'UNKNOWN PENDING']);
  });
});

describe('lines', () => {
  it('show what the proxy tells, with the reason where it tells none', () => {
    const { clock, watch, proxy, observe, shown } = setUpSource();
    proxy.refusals.set('4041', 404).set('4031', 403).set('4891', 489).set('5031', 503);
    proxy.setCalls('2001', ['confirmed']);
    watch.start();
    observe('2001', '2002', '4041', '4031', '4891', '5031');
    clock.advance(100);
    expect(shown('2001', '2002', '4041', '4031', '4891', '5031')).toEqual([
      ...['ON_CALL', 'AVAILABLE', 'UNKNOWN NOT_FOUND', 'UNKNOWN DENIED', 'UNKNOWN NOT_CONTROLLED', 'UNKNOWN SOURCE_FULL'],
    ]);
  });

  it('that are observed together are subscribed at the configured pace', () => {
    const { clock, watch, proxy, observe } = setUpSource({ subscriptionsPerSecond: 10 });
    watch.start();
    clock.tick();
    observe(...Array.from({ length: 50 }, (_, index) => String(2000 + index)));
    expect(proxy.watched).toHaveLength(10);
    clock.advance(2000);
    expect(proxy.watched).toHaveLength(30);
    clock.advance(2000);
    expect(proxy.watched).toHaveLength(50);
  });

  it('that are released before their turn cost the proxy nothing', () => {
    const { clock, watch, proxy, observe } = setUpSource({ subscriptionsPerSecond: 10 });
    watch.start();
    clock.tick();
    const numbers = Array.from({ length: 50 }, (_, index) => String(2000 + index));
    observe(...numbers);
    for (const number of numbers) watch.release(number);
    clock.advance(60_000);
    expect(proxy.watched).toEqual([]);
    expect(new Set(proxy.requests.filter(({ method }) => method === 'SUBSCRIBE').map(({ to }) => to.uri)).size).toBe(10);
  });

  it.each([
    [{ maxSubscriptions: 500 }, 500],
    [{ maxSubscriptions: 500, addresses: ['sip:{number}-a@x', 'sip:{number}-b@x', 'sip:{number}-c@x'] }, 166],
    [{ maxSubscriptions: 1, addresses: ['sip:{number}-a@x', 'sip:{number}-b@x'] }, 1],
  ])('are as many as the proxy allows subscriptions, with %j: %d', (given, capacity) => {
    expect(setUpSource(given).source.capacity).toBe(capacity);
  });

  it('that ring for too long are read again, and not confirmed until they were', () => {
    const { clock, watch, proxy, observe, shown } = setUpSource({ maxRingingSeconds: 60, pingSeconds: 3600 });
    watch.start();
    observe('2001');
    clock.advance(1000);
    proxy.setCalls('2001', ['early']);
    clock.advance(1000);
    proxy.loses = () => true;
    clock.advance(58_999);
    expect(shown('2001')).toEqual(['RINGING']);
    clock.advance(1);
    expect(shown('2001')).toEqual(['RINGING stale PENDING']);
    proxy.loses = () => false;
    clock.advance(5000);
    expect(shown('2001')).toEqual(['RINGING']);
    // The end of the call is told to nobody.
    proxy.loses = () => true;
    proxy.setCalls('2001', []);
    clock.advance(50_000);
    proxy.loses = () => false;
    clock.advance(15_000);
    expect(shown('2001')).toEqual(['AVAILABLE']);
  });
});

describe('a proxy that was started again', () => {
  it('is found out by one line, and then all are asked', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => String(2000 + index));
    const { clock, watch, proxy, observe, shown } = setUpSource({ subscriptionsPerSecond: 1000, expiresSeconds: 86_400 });
    for (const number of numbers) proxy.setCalls(number, ['confirmed']);
    watch.start();
    observe(...numbers);
    clock.advance(1000);
    expect(new Set(shown(...numbers))).toEqual(new Set(['ON_CALL']));
    proxy.restart();
    clock.advance(15_000);
    expect(new Set(shown(...numbers))).toEqual(new Set(['AVAILABLE']));
    expect([proxy.watched, watch.sink.state]).toEqual([numbers, 'UP']);
  });

  it('is not suspected for the one subscription that it dropped', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => String(2000 + index));
    const { clock, watch, proxy, observe } = setUpSource({ subscriptionsPerSecond: 1000, expiresSeconds: 86_400 });
    watch.start();
    observe(...numbers);
    clock.advance(1000);
    proxy.drop('2000');
    const before = proxy.requests.length;
    clock.advance(16_000);
    expect(proxy.watched).toEqual(numbers);
    // OPTIONS, the line itself twice, and two suspects.
    expect(proxy.requests.length - before).toBe(5);
  });
});

describe('an account that is refused', () => {
  const WRONG = { password: 'wrong' };

  it('is tried for one line at a time, ever more rarely', () => {
    const { clock, watch, proxy, source, observe, shown, logged } = setUpSource(WRONG);
    proxy.password = 'right';
    watch.start();
    clock.tick();
    proxy.isRefusing = true;
    const numbers = Array.from({ length: 50 }, (_, index) => String(2000 + index));
    observe('2000');
    clock.advance(100);
    observe(...numbers);
    clock.advance(1000);
    expect(new Set(shown(...numbers))).toEqual(new Set(['UNKNOWN DENIED']));
    expect(source.trouble).toMatch(/refuses the user name or the password/);
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([expect.not.stringContaining('wrong')]);
    const subscribes = (): number => proxy.requests.filter(({ method }) => method === 'SUBSCRIBE').length;
    expect(subscribes()).toBe(2);
    clock.advance(3_600_000);
    expect(subscribes()).toBeLessThan(45);
    proxy.isRefusing = false;
    clock.advance(400_000);
    expect(new Set(shown(...numbers))).toEqual(new Set(['AVAILABLE']));
    expect(source.trouble).toBeUndefined();
  });
});

describe('the end', () => {
  it('ends all subscriptions at the proxy', async () => {
    const { clock, watch, proxy, observe } = setUpSource({ subscriptionsPerSecond: 10 });
    watch.start();
    const numbers = Array.from({ length: 40 }, (_, index) => String(2000 + index));
    observe(...numbers);
    clock.advance(10_000);
    expect(proxy.watched).toHaveLength(40);
    const stopping = watch.stop();
    await clock.advanceAsync(100, 10);
    await stopping;
    expect(proxy.watched).toEqual([]);
    await clock.advanceAsync(100_000);
    expect(watch.flaws).toEqual([]);
  });

  it('does not wait for a proxy that says nothing', async () => {
    const { clock, watch, proxy, observe } = setUpSource();
    watch.start();
    observe('2001');
    clock.advance(100);
    proxy.isSilent = true;
    let isStopped = false;
    void watch.stop().then(() => {
      isStopped = true;
    });
    await clock.advanceAsync(2999);
    expect(isStopped).toBe(false);
    await clock.advanceAsync(1);
    expect(isStopped).toBe(true);
    await clock.advanceAsync(40_000);
    expect(clock.pendingCount).toBe(0);
  });
});
