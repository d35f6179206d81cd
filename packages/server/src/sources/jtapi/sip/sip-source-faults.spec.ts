import { createSeededChance } from '../../../core/seeded-chance.ts';
import { setUpSource } from './sip-source.fixture.ts';

const numbersFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(first + index));

describe('a line whose refreshes are refused', () => {
  it('does not keep a restart of the proxy from being found out', () => {
    const numbers = numbersFrom(2000, 20);
    const { clock, watch, proxy, observe, shown } = setUpSource({ expiresSeconds: 86_400 });
    for (const number of numbers) proxy.setCalls(number, ['confirmed']);
    watch.start();
    observe(...numbers);
    clock.advance(1000);
    proxy.refusals.set('2000', 503);
    clock.advance(60_000);
    proxy.restart();
    clock.advance(45_000);
    const [stuck, ...others] = shown(...numbers);
    // It was told of no end, and gets no answer.
    expect(stuck).toBe('ON_CALL');
    expect(new Set(others)).toEqual(new Set(['AVAILABLE']));
  });

  it('is left alone for as long as the proxy says', () => {
    const { clock, watch, proxy, observe } = setUpSource({ expiresSeconds: 86_400, maxRingingSeconds: 60 });
    watch.start();
    observe('2000');
    clock.advance(1000);
    proxy.refusals.set('2000', 503);
    proxy.retryAfterSeconds = 600;
    clock.advance(15_000);
    expect(proxy.subscribesOf('2000')).toHaveLength(2);
    // Neither that it rings for too long nor that it is the only one to be checked is a reason.
    proxy.setCalls('2000', ['early']);
    clock.advance(598_000);
    expect(proxy.subscribesOf('2000')).toHaveLength(2);
    clock.advance(3000);
    expect(proxy.subscribesOf('2000')).toHaveLength(3);
  });
});

describe('a proxy that tells only what changes', () => {
  const told = (given: Parameters<typeof setUpSource>[0] = {}) => {
    const all = setUpSource({ pingSeconds: 3600, ...given });
    all.proxy.tellsChanges = true;
    all.watch.start();
    all.observe('2001');
    all.clock.advance(1000);
    all.proxy.setCalls('2001', ['early']);
    all.clock.advance(1000);
    return all;
  };

  it('is believed as long as nothing is missing, and not asked', () => {
    const { clock, proxy, shown } = told();
    proxy.setCalls('2001', ['confirmed']);
    clock.advance(1000);
    expect([...shown('2001'), proxy.subscribesOf('2001').length]).toEqual(['ON_CALL', 1]);
  });

  it('is asked for everything when something is missing; until it has told that, the line is not confirmed', () => {
    const { clock, watch, proxy, shown } = told();
    proxy.skipDocument('2001');
    proxy.latencyMs = () => 50;
    watch.sink.clear();
    proxy.setCalls('2001', ['confirmed']);
    clock.advance(49);
    expect(shown('2001')).toEqual(['ON_CALL stale PENDING']);
    clock.advance(100);
    expect([...shown('2001'), proxy.subscribesOf('2001').length]).toEqual(['ON_CALL', 2]);
  });

  it('and does not answer when it is asked, is not believed, and nothing is known any more when its subscription expires', () => {
    const { clock, proxy, shown } = told();
    proxy.skipDocument('2001');
    proxy.deafTo.add('SUBSCRIBE');
    proxy.setCalls('2001', ['confirmed']);
    proxy.setCalls('2001', []);
    clock.advance(590_000);
    expect(shown('2001')).toEqual(['ON_CALL stale PENDING']);
    clock.advance(10_000);
    expect(shown('2001')).toEqual(['UNKNOWN PENDING']);
  });
});

describe('lines that are refused', () => {
  it.each([
    [404, 'NOT_FOUND'],
    [403, 'DENIED'],
    [489, 'NOT_CONTROLLED'],
  ])('with %d come alive within 6 minutes of being taken, though nobody looks at them anew', (status, reason) => {
    const { clock, watch, proxy, source, observe, shown } = setUpSource();
    proxy.refusals.set('2001', status);
    watch.start();
    observe('2001', '2002');
    clock.advance(3_600_000);
    expect(shown('2001', '2002')).toEqual([`UNKNOWN ${reason}`, 'AVAILABLE']);
    expect(new Set(watch.sink.reportsOf('2001').map(({ reason: told }) => told))).toEqual(new Set([reason]));
    const asked = proxy.subscribesOf('2001').length;
    expect([asked > 9, asked < 17]).toEqual([true, true]);
    proxy.refusals.clear();
    proxy.setCalls('2001', ['early']);
    clock.advance(360_000);
    expect([...shown('2001'), source.trouble]).toEqual(['RINGING', undefined]);
  });

  it('together are asked again at the pace of all questions, and spread', () => {
    const numbers = numbersFrom(2000, 300);
    const { clock, watch, proxy, observe } = setUpSource({ subscriptionsPerSecond: 50, pingSeconds: 3600 });
    for (const number of numbers) proxy.refusals.set(number, 404);
    watch.start();
    observe(...numbers);
    clock.advance(10_000);
    let most = 0;
    for (let second = 0; second < 600; second += 1) {
      const before = proxy.subscribesOf().length;
      clock.advance(1000);
      most = Math.max(most, proxy.subscribesOf().length - before);
    }
    expect(proxy.subscribesOf().length).toBeGreaterThanOrEqual(600);
    expect(most).toBeLessThanOrEqual(50);
  });

  it('are asked no more once they are released', () => {
    const { clock, watch, proxy, observe } = setUpSource();
    proxy.refusals.set('2001', 404);
    watch.start();
    observe('2001');
    clock.advance(1000);
    watch.release('2001');
    clock.advance(3_600_000);
    expect(proxy.subscribesOf('2001')).toHaveLength(1);
  });
});

describe('an account that is refused', () => {
  it('is found out by a single sign-in, however many lines are waiting', () => {
    const numbers = numbersFrom(2000, 500);
    const { clock, watch, proxy, observe, shown } = setUpSource({ password: 'wrong', subscriptionsPerSecond: 1000 });
    proxy.password = 'right';
    proxy.isRefusing = true;
    watch.start();
    observe(...numbers);
    clock.advance(5000);
    expect(proxy.signIns).toBe(1);
    expect(new Set(shown(...numbers))).toEqual(new Set(['UNKNOWN DENIED']));
    proxy.isRefusing = false;
    clock.advance(30_000);
    expect(new Set(shown(...numbers))).toEqual(new Set(['AVAILABLE']));
  });

  it('that is accepted keeps nobody waiting for longer than an answer takes, and shows nobody as denied', () => {
    const numbers = numbersFrom(2000, 500);
    const { clock, watch, proxy, observe, shown } = setUpSource({ password: 'right', subscriptionsPerSecond: 1000 });
    proxy.password = 'right';
    watch.start();
    observe(...numbers);
    clock.advance(1500);
    expect(new Set(shown(...numbers))).toEqual(new Set(['AVAILABLE']));
    expect(new Set(numbers.flatMap((number) => watch.sink.reportsOf(number).map(({ state }) => state)))).toEqual(
      new Set(['AVAILABLE']),
    );
    expect(proxy.requests.length).toBeLessThanOrEqual(1010);
  });
});

describe('lines that are released while the account is refused', () => {
  const NUMBERS = numbersFrom(2000, 50);

  /** 50 lines that were observed with a password that is not the right one any more. */
  function outdated() {
    const all = setUpSource({ password: 'outdated', pingSeconds: 3600 });
    all.proxy.password = 'outdated';
    all.watch.start();
    all.observe(...NUMBERS);
    all.clock.advance(60_000);
    expect(all.proxy.watched).toHaveLength(50);
    all.proxy.isRefusing = true;
    return all;
  }

  it('cost no sign-in once that is known', () => {
    const { clock, watch, proxy, source, observe } = outdated();
    observe('3000');
    clock.advance(1000);
    expect(source.trouble).toMatch(/refuses/);
    const before = [proxy.signIns, proxy.requests.length];
    for (const number of NUMBERS) watch.release(number);
    clock.advance(5000);
    expect([proxy.signIns, proxy.requests.length]).toEqual(before);
  });

  it('cost no more than what was under way when that turns out by them', () => {
    const { clock, watch, proxy, source } = outdated();
    const before = proxy.signIns;
    for (const number of NUMBERS) watch.release(number);
    clock.advance(5000);
    expect(source.trouble).toMatch(/refuses/);
    // One each that goes out with what was right so far, and one of them that is asked again.
    expect(proxy.signIns - before).toBeLessThanOrEqual(51);
    const known = proxy.signIns;
    clock.advance(500_000);
    expect(proxy.signIns).toBe(known);
  });

  it('are ended at the proxy when the account is accepted again, or when they are told something', () => {
    const { clock, watch, proxy, observe } = outdated();
    observe('3000');
    clock.advance(1000);
    for (const number of NUMBERS) watch.release(number);
    clock.advance(1000);
    expect(proxy.watched).toEqual(NUMBERS);
    watch.sink.clear();
    proxy.setCalls('2000', ['early']);
    clock.advance(100);
    expect(proxy.watched).toEqual(NUMBERS.slice(1));
    proxy.isRefusing = false;
    clock.advance(30_000);
    expect(proxy.watched).toEqual(['3000']);
    expect(watch.flaws).toEqual([]);
  });

  it('keep nobody from stopping', async () => {
    const { clock, watch, proxy, observe } = outdated();
    observe('3000');
    clock.advance(1000);
    for (const number of NUMBERS.slice(1)) watch.release(number);
    clock.advance(1000);
    const before = proxy.signIns;
    let isStopped = false;
    void watch.stop().then(() => (isStopped = true));
    await clock.advanceAsync(1, 2);
    expect([isStopped, proxy.signIns]).toEqual([true, before]);
  });
});

describe('the places at the proxy', () => {
  const LINES = numbersFrom(2000, 10);
  const OTHERS = numbersFrom(3000, 10);

  /** Later messages overtake earlier ones. */
  const unsteadyMs = (): (() => number) => {
    const chance = createSeededChance(7);
    return () => 1 + 100 * chance.next();
  };

  /** A source that is full, whose lines are then exchanged for others: each release before the observation that takes its place. */
  function exchanged(given: Parameters<typeof setUpSource>[0], whileExchanged: (all: ReturnType<typeof setUpSource>) => void) {
    const all = setUpSource({ maxSubscriptions: 10, ...given });
    all.proxy.latencyMs = unsteadyMs();
    all.watch.start();
    all.observe(...LINES);
    all.clock.advance(5000);
    whileExchanged(all);
    LINES.forEach((number, index) => {
      all.watch.release(number);
      void all.watch.observe(OTHERS[index] ?? '');
    });
    return all;
  }

  it('are given on only when the proxy has let go of who had them', () => {
    const { clock, proxy, shown } = exchanged({}, () => undefined);
    clock.advance(1000);
    expect([proxy.watched, proxy.mostWatched]).toEqual([OTHERS, 10]);
    expect(new Set(shown(...OTHERS))).toEqual(new Set(['AVAILABLE']));
  });

  it('are given on when it does not answer, after 32 s', () => {
    const { clock, proxy } = exchanged({ pingSeconds: 3600 }, (all) => {
      for (const number of LINES) all.proxy.deafTo.add(number);
    });
    clock.advance(31_999);
    expect(proxy.subscribesOf('3000')).toEqual([]);
    clock.advance(200);
    expect(proxy.subscribesOf('3000')).toHaveLength(1);
  });

  it('are not exceeded though messages are lost', () => {
    const chance = createSeededChance(3);
    const { clock, proxy } = exchanged({}, (all) => (all.proxy.loses = () => chance.next() < 0.3));
    clock.advance(60_000);
    proxy.loses = () => false;
    clock.advance(240_000);
    expect([proxy.watched, proxy.mostWatched]).toEqual([OTHERS, 10]);
  });

  it('are not exceeded though the proxy was away when lines were released', () => {
    const { clock, proxy } = exchanged({ transport: 'tcp' }, (all) => {
      all.proxy.goAway();
      all.clock.advance(1000);
    });
    clock.advance(1000);
    proxy.comeBack();
    clock.advance(120_000);
    expect([proxy.watched, proxy.mostWatched]).toEqual([OTHERS, 10]);
  });

  it('are not exceeded by what is released before it has been taken', () => {
    const { clock, watch, proxy, observe } = setUpSource({ maxSubscriptions: 1 });
    proxy.latencyMs = unsteadyMs();
    watch.start();
    clock.advance(1000);
    for (const number of LINES) {
      observe(number);
      watch.release(number);
    }
    observe('3000');
    clock.advance(40_000);
    expect([proxy.watched, proxy.mostWatched]).toEqual([['3000'], 1]);
  });
});
