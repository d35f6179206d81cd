import { setUpSubscription } from './subscription.fixture.ts';

const FIRST_PAUSE_MS = 500;
/** With the fixture's chance; it is 300 s give or take a fifth. */
const SELDOM_MS = 240_000;

describe('a first SUBSCRIBE that is answered', () => {
  it.each([
    [302, 'NOT_CONTROLLED'],
    [403, 'DENIED'],
    [404, 'NOT_FOUND'],
    [405, 'NOT_CONTROLLED'],
    [410, 'NOT_FOUND'],
    [416, 'NOT_FOUND'],
    [420, 'NOT_CONTROLLED'],
    [484, 'NOT_FOUND'],
    [485, 'NOT_FOUND'],
    [489, 'NOT_CONTROLLED'],
    [501, 'NOT_CONTROLLED'],
    [603, 'DENIED'],
    [604, 'NOT_FOUND'],
  ])('%d is %s, and is sent again seldom, until it is taken', (status, reason) => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    for (let tries = 1; tries <= 3; tries += 1) {
      notifier.respond(notifier.last, status);
      expect(news()).toEqual([`refused ${String(status)} Said so: ${reason}`, `unknown ${reason}`]);
      clock.advance(SELDOM_MS - 1);
      expect(notifier.subscribes).toHaveLength(tries);
      clock.advance(1);
      expect([notifier.subscribes.length, news()]).toEqual([tries + 1, []]);
    }
    notifier.accept(notifier.last, { body: 'there at last' });
    expect(news()).toEqual(['read there at last']);
  });

  it.each([
    ['5', 0, SELDOM_MS],
    ['1800', 0, 1_800_000],
    ['5', 1, 360_000],
  ])('404 with Retry-After: %s is sent again after the longer of both, spread by chance (%d)', (value, chance, pauseMs) => {
    const { subscription, clock, notifier, news } = setUpSubscription({ chance });
    subscription.takeTurn();
    notifier.respond(notifier.last, 404, [['retry-after', value]]);
    news();
    clock.advance(pauseMs - 1);
    expect(notifier.subscribes).toHaveLength(1);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it.each([
    [400, 'PENDING'],
    [408, 'PENDING'],
    [480, 'PENDING'],
    [481, 'PENDING'],
    [482, 'PENDING'],
    [500, 'PENDING'],
    [503, 'SOURCE_FULL'],
    [600, 'PENDING'],
  ])('%d is %s, and is tried again', (status, reason) => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, status);
    expect(news()).toEqual([`unknown ${reason}`]);
    clock.advance(FIRST_PAUSE_MS);
    expect(notifier.subscribes).toHaveLength(2);
    expect(notifier.last.callId).not.toBe(notifier.subscribes[0]?.callId);
    notifier.accept(notifier.last, { body: 'at last' });
    expect(news()).toEqual(['read at last']);
  });

  it('again and again so is tried ever more rarely', () => {
    const { subscription, clock, notifier } = setUpSubscription();
    subscription.takeTurn();
    const pauses = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
    for (const [tries, pauseMs] of pauses.entries()) {
      notifier.respond(notifier.last, 500);
      clock.advance(pauseMs - 1);
      expect(notifier.subscribes).toHaveLength(tries + 1);
      clock.advance(1);
      expect(notifier.subscribes).toHaveLength(tries + 2);
    }
  });

  it.each([
    ['30', 30_000],
    ['0', 1000],
    ['30 (back soon);duration=3', 30_000],
    ['99999', 3_600_000],
    ['soon', FIRST_PAUSE_MS],
  ])('503 with Retry-After: %s is tried again after that, within reason', (value, pauseMs) => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, 503, [['retry-after', value]]);
    news();
    clock.advance(pauseMs - 1);
    expect(notifier.subscribes).toHaveLength(1);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it('not at all is tried again', () => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    clock.advance(32_000);
    expect(news()).toEqual(['unknown PENDING']);
    clock.advance(FIRST_PAUSE_MS);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it('by the network, which cannot carry it, is tried again', () => {
    const { subscription, clock, transport, notifier, news } = setUpSubscription();
    transport.onSend = () => 'no route';
    subscription.takeTurn();
    expect(news()).toEqual(['unknown PENDING']);
    clock.advance(FIRST_PAUSE_MS);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it('423 is sent again at once for the time that is wanted', () => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, 423, [['min-expires', '1800']]);
    expect(news()).toEqual([]);
    expect([notifier.last.headers.find('expires'), notifier.last.cseq.number]).toEqual(['1800', 2]);
    notifier.respond(notifier.last, 200);
    notifier.notify(notifier.last, { state: 'active', body: 'x' });
    expect(news()).toEqual(['read x']);
    clock.advance(1_000_000);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it.each([['600'], ['86401'], ['-5'], [undefined]])(
    '423 with Min-Expires: %s makes no sense, and is tried again later',
    (value) => {
      const { subscription, clock, notifier, news } = setUpSubscription();
      subscription.takeTurn();
      notifier.respond(notifier.last, 423, value === undefined ? [] : [['min-expires', value]]);
      expect(news()).toEqual(['unknown PENDING']);
      expect(notifier.subscribes).toHaveLength(1);
      clock.advance(FIRST_PAUSE_MS);
      expect(notifier.last.headers.find('expires')).toBe('600');
    },
  );
});

describe('a refresh that is answered', () => {
  it('481 makes another subscription at once, and others suspect', () => {
    const { subscription, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.takeTurn();
    notifier.respond(notifier.last, 481);
    expect(news()).toEqual(['forgotten', 'unknown PENDING']);
    expect(notifier.subscribes).toHaveLength(3);
    expect(notifier.last.to.parameters.has('tag')).toBe(false);
  });

  it.each([
    [403, 'DENIED'],
    [404, 'NOT_FOUND'],
    [489, 'NOT_CONTROLLED'],
  ])('%d takes the state back: %s', (status, reason) => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.takeTurn();
    notifier.respond(notifier.last, status);
    expect(news()).toEqual([`refused ${String(status)} Said so: ${reason}`, `unknown ${reason}`]);
    notifier.notify(notifier.last, { cseq: 9, body: 'still' });
    expect(news()).toEqual([]);
    expect(notifier.lastAnswer?.status).toBe(481);
    clock.advance(SELDOM_MS - 1);
    expect(notifier.subscribes).toHaveLength(2);
    clock.advance(1);
    expect([notifier.subscribes.length, notifier.last.to.parameters.has('tag')]).toEqual([3, false]);
  });

  it('503 with Retry-After is not sent again before, whoever wants that, and whatever is told meanwhile', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.takeTurn();
    notifier.respond(notifier.last, 503, [['retry-after', '500']]);
    subscription.takeTurn();
    notifier.notify(notifier.last, { cseq: 2, state: 'active;expires=550', body: 'alive' });
    expect(news()).toEqual(['told alive']);
    clock.advance(400_000);
    subscription.takeTurn();
    expect([notifier.subscribes.length, subscription.isQuiet]).toEqual([2, false]);
    clock.advance(99_999);
    expect(notifier.subscribes).toHaveLength(2);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(3);
    notifier.accept(notifier.last, { cseq: 3, body: 'again' });
    expect([news(), subscription.isQuiet]).toEqual([['read again'], true]);
    subscription.takeTurn();
    expect(notifier.subscribes).toHaveLength(4);
  });

  it.each([408, 480, 500, 503])('%d leaves it what it has, until that expires', (status) => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription({ chance: 1 });
    activate();
    subscription.takeTurn();
    notifier.respond(notifier.last, status, [['retry-after', '200']]);
    expect(news()).toEqual([]);
    notifier.notify(notifier.last, { cseq: 2, body: 'alive' });
    expect(news()).toEqual(['told alive']);
    clock.advance(199_999);
    expect(notifier.subscribes).toHaveLength(2);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(3);
    notifier.respond(notifier.last, status, [['retry-after', '3600']]);
    clock.advance(399_999);
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual(['unknown PENDING']);
    expect(notifier.subscribes).toHaveLength(4);
  });
});

describe('a refresh that works again', () => {
  it('makes the next pause a first one', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription({ chance: 1 });
    activate();
    subscription.takeTurn();
    for (const [cseq, pauseMs] of [1000, 2000, 1000].entries()) {
      const before = notifier.subscribes.length;
      notifier.respond(notifier.last, 500);
      clock.advance(pauseMs - 1);
      expect(notifier.subscribes).toHaveLength(before);
      clock.advance(1);
      expect(notifier.subscribes).toHaveLength(before + 1);
      if (cseq !== 1) continue;
      notifier.accept(notifier.last, { cseq: 2, body: 'x' });
      expect(news()).toEqual(['read x']);
      subscription.takeTurn();
    }
  });
});

describe('a subscription that is terminated', () => {
  it.each([
    ['deactivated', 0, 'PENDING'],
    ['timeout', 0, 'PENDING'],
    ['deactivated;retry-after=99', 0, 'PENDING'],
    ['probation', FIRST_PAUSE_MS, 'PENDING'],
    ['probation;retry-after=60', 60_000, 'PENDING'],
    ['giveup', FIRST_PAUSE_MS, 'PENDING'],
    ['giveup;retry-after=60', 60_000, 'PENDING'],
    ['constructor', FIRST_PAUSE_MS, 'PENDING'],
    ['unheard-of;retry-after=5', 5000, 'PENDING'],
  ])('%s, is made again after %d ms, and %s till then', (reason, pauseMs, told) => {
    const { clock, notifier, news, activate } = setUpSubscription();
    activate();
    notifier.notify(notifier.last, { cseq: 2, state: `terminated;reason=${reason}` });
    expect(news()).toEqual([`unknown ${told}`]);
    expect(notifier.lastAnswer?.status).toBe(200);
    if (pauseMs > 0) {
      clock.advance(pauseMs - 1);
      expect(notifier.subscribes).toHaveLength(1);
      clock.advance(1);
    }
    expect(notifier.subscribes).toHaveLength(2);
    expect(notifier.last.callId).not.toBe(notifier.subscribes[0]?.callId);
  });

  it('without a reason is made again after a pause', () => {
    const { clock, notifier, news, activate } = setUpSubscription();
    activate();
    notifier.notify(notifier.last, { cseq: 2, state: 'Terminated' });
    expect(news()).toEqual(['unknown PENDING']);
    clock.advance(FIRST_PAUSE_MS);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it.each([
    ['rejected', 'DENIED'],
    ['noresource', 'NOT_FOUND'],
    ['noresource;retry-after=5', 'NOT_FOUND'],
  ])('%s, is %s, and made again seldom', (reason, told) => {
    const { clock, notifier, news, activate } = setUpSubscription();
    activate();
    notifier.notify(notifier.last, { cseq: 2, state: `terminated;reason=${reason}`, body: 'last words' });
    expect(news().at(-1)).toBe(`unknown ${told}`);
    clock.advance(SELDOM_MS - 1);
    expect(notifier.subscribes).toHaveLength(1);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it('invariant, stays as it was told', () => {
    const { clock, notifier, news, activate } = setUpSubscription();
    activate();
    notifier.notify(notifier.last, { cseq: 2, state: 'terminated;reason=invariant', body: 'for ever' });
    expect(news()).toEqual(['read for ever']);
    clock.advance(86_400_000);
    expect([notifier.subscribes.length, news(), clock.pendingCount]).toEqual([1, [], 0]);
  });

  it('by its first NOTIFY is refused before it began', () => {
    const { subscription, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.accept(notifier.last, { state: 'terminated;reason=rejected' });
    expect(news()).toEqual(['refused terminated, rejected: DENIED', 'unknown DENIED']);
  });

  it('at once, time after time, is not made again at once each time', () => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    for (const pauseMs of [0, 1000, 2000, 4000]) {
      const before = notifier.subscribes.length;
      notifier.accept(notifier.last, { body: 'x' });
      notifier.notify(notifier.last, { cseq: 2, state: 'terminated;reason=deactivated' });
      news();
      clock.advance(pauseMs);
      expect(notifier.subscribes).toHaveLength(before + 1);
    }
  });

  it('after a good while starts from the first pause again', () => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    for (let round = 0; round < 3; round += 1) {
      notifier.accept(notifier.last, { body: 'x' });
      news();
      clock.advance(30_000);
      const before = notifier.subscribes.length;
      notifier.notify(notifier.last, { cseq: 2, state: 'terminated;reason=timeout' });
      news();
      expect(notifier.subscribes).toHaveLength(before + 1);
    }
  });
});
