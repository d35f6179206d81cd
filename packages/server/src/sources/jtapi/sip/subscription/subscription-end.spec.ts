import { setUpSubscription } from './subscription.fixture.ts';

const CHALLENGE = ['www-authenticate', 'Digest realm="pbx.test", nonce="n1", qop="auth"'] as const;

describe('a subscription that nobody wants any more', () => {
  it('is ended at the far end, and over with its last NOTIFY', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.end();
    const { to, headers } = notifier.last;
    expect([to.parameters.get('tag'), headers.find('expires')]).toEqual(['notifier', '0']);
    notifier.respond(notifier.last, 200, [['expires', '0']]);
    expect(news()).toEqual([]);
    notifier.notify(notifier.last, { cseq: 2, state: 'terminated;reason=timeout', body: 'last words' });
    expect(news()).toEqual(['over']);
    expect(notifier.lastAnswer?.status).toBe(200);
    clock.advance(100_000);
    expect([notifier.subscribes.length, news(), clock.pendingCount]).toEqual([2, [], 0]);
  });

  it('is over when the last NOTIFY does not come', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.end();
    notifier.respond(notifier.last, 200);
    clock.advance(31_999);
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual(['over']);
  });

  it.each([481, 403, 503])('is over when the far end answers %d', (status) => {
    const { subscription, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.end();
    notifier.respond(notifier.last, status);
    expect(news()).toEqual(['over']);
  });

  it('says nothing of what it is still told', () => {
    const { subscription, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.end();
    subscription.end();
    notifier.notify(notifier.last, { cseq: 2, body: 'news' });
    expect(news()).toEqual([]);
    expect(notifier.lastAnswer?.status).toBe(200);
  });

  it('before it was told anything is ended at the far end when it is', () => {
    const { subscription, site, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    subscription.end();
    notifier.respond(notifier.last, 200);
    expect([news(), site.isSeated, notifier.subscribes.length]).toEqual([[], true, 1]);
    notifier.notify(notifier.last, { body: 'x' });
    expect([news(), site.isSeated, notifier.lastAnswer?.status]).toEqual([[], true, 200]);
    const { headers, to } = notifier.last;
    expect([notifier.subscribes.length, headers.find('expires'), to.parameters.get('tag')]).toEqual([2, '0', 'notifier']);
    notifier.respond(notifier.last, 200);
    notifier.notify(notifier.last, { cseq: 2, state: 'terminated;reason=timeout' });
    expect([news(), site.isSeated]).toEqual([['over'], false]);
    clock.advance(100_000);
    expect([notifier.subscribes.length, clock.pendingCount]).toEqual([2, 0]);
  });

  it('before it was told anything is over with a first NOTIFY that is its last', () => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    subscription.end();
    notifier.accept(notifier.last, { state: 'terminated;reason=noresource' });
    expect([news(), notifier.lastAnswer?.status]).toEqual([['over'], 200]);
    clock.advance(1_000_000);
    expect([notifier.subscribes.length, clock.pendingCount]).toEqual([1, 0]);
  });

  it.each([404, 423, 481, 503])('before it was told anything is over when it is refused with %d', (status) => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    subscription.end();
    notifier.respond(notifier.last, status, [['min-expires', '1800']]);
    expect(news()).toEqual(['over']);
    clock.advance(1_000_000);
    expect([notifier.subscribes.length, clock.pendingCount]).toEqual([1, 0]);
  });

  it('before it was told anything is over when nothing comes, and gives no password', () => {
    const silent = setUpSubscription();
    silent.subscription.takeTurn();
    silent.subscription.end();
    silent.clock.advance(31_999);
    expect(silent.news()).toEqual([]);
    silent.clock.advance(1);
    expect(silent.news()).toEqual(['over']);
    const { subscription, notifier, news } = setUpSubscription({ password: 'secret' });
    subscription.takeTurn();
    subscription.end();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    expect([news(), notifier.subscribes.length]).toEqual([['over'], 1]);
  });

  it('keeps its place at the far end until that has let go of it', () => {
    const { subscription, site, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.end();
    expect([news(), site.isSeated]).toEqual([[], true]);
    notifier.respond(notifier.last, 200);
    expect([news(), site.isSeated]).toEqual([[], false]);
    notifier.notify(notifier.last, { cseq: 2, state: 'terminated;reason=timeout' });
    expect([news(), site.isSeated]).toEqual([['over'], false]);
  });

  it('while it waits for its next try is over at once', () => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, 500);
    news();
    subscription.end();
    expect([news(), clock.pendingCount]).toEqual([['over'], 1]);
    clock.advance(100_000);
    expect([notifier.subscribes.length, clock.pendingCount]).toEqual([1, 0]);
  });

  it('while the proxy is gone is ended when that is back, and then is over', () => {
    const { subscription, site, agent, clock, notifier, news, activate } = setUpSubscription();
    activate();
    site.caller = undefined;
    subscription.suspend();
    subscription.end();
    clock.advance(100_000);
    expect([notifier.subscribes.length, news(), clock.pendingCount, site.isSeated]).toEqual([1, [], 0, true]);
    site.caller = agent;
    subscription.resume();
    expect(notifier.last.headers.find('expires')).toBe('0');
    notifier.respond(notifier.last, 481);
    expect([news(), site.isSeated]).toEqual([['over'], false]);
  });

  it('while it is being ended is ended again when the proxy was gone meanwhile, unless it had expired', () => {
    for (const awayMs of [1000, 600_000]) {
      const { subscription, clock, notifier, news, activate } = setUpSubscription();
      activate();
      subscription.end();
      subscription.suspend();
      clock.advance(awayMs);
      expect(news()).toEqual([]);
      subscription.resume();
      expect(news()).toEqual(awayMs === 1000 ? [] : ['over']);
      expect(notifier.subscribes).toHaveLength(awayMs === 1000 ? 3 : 2);
    }
  });

  it('while only its last NOTIFY is missing, or nothing has come at all, is over when the proxy goes', () => {
    const told = setUpSubscription();
    told.activate();
    told.subscription.end();
    told.notifier.respond(told.notifier.last, 200);
    expect(told.news()).toEqual([]);
    told.subscription.suspend();
    expect(told.news()).toEqual(['over']);
    const asking = setUpSubscription();
    asking.subscription.takeTurn();
    asking.subscription.end();
    asking.subscription.suspend();
    expect(asking.news()).toEqual(['over']);
  });
});

describe('a subscription that nobody wants any more, while the account is refused,', () => {
  const refused = () => {
    const all = setUpSubscription({ password: 'outdated' });
    all.activate();
    all.site.mayAsk = false;
    all.subscription.end();
    return all;
  };

  it('asks for nothing, and runs out', () => {
    const { clock, site, notifier, news } = refused();
    expect(news()).toEqual(['unauthorized: held']);
    clock.advance(599_999);
    expect([news(), notifier.subscribes.length, site.isSeated]).toEqual([[], 1, true]);
    clock.advance(1);
    expect([news(), notifier.subscribes.length, site.isSeated, clock.pendingCount]).toEqual([['over'], 1, false, 0]);
  });

  it('refuses what it is told, which ends it at the far end without a password', () => {
    const { notifier, news } = refused();
    news();
    notifier.notify(notifier.last, { cseq: 2, body: 'news' });
    expect([news(), notifier.lastAnswer?.status]).toEqual([['over'], 481]);
  });

  it('takes the end that it is told', () => {
    const { notifier, news } = refused();
    news();
    notifier.notify(notifier.last, { cseq: 2, state: 'terminated;reason=timeout' });
    expect([news(), notifier.lastAnswer?.status]).toEqual([['over'], 200]);
  });

  it('is ended once the account is accepted', () => {
    const { subscription, site, notifier, news } = refused();
    news();
    site.mayAsk = true;
    subscription.takeTurn();
    expect(notifier.last.headers.find('expires')).toBe('0');
    notifier.respond(notifier.last, 481);
    expect(news()).toEqual(['over']);
  });

  it('that turns out by this is told to be refused, and tries no more', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription({ password: 'outdated' });
    activate();
    subscription.end();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    news();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    expect(news()).toEqual([expect.stringMatching(/^unauthorized: the proxy refuses/)]);
    clock.advance(600_000);
    expect([news(), notifier.subscribes.length]).toEqual([['over'], 3]);
  });

  it.each([
    ['a subscription', false],
    ['its end', true],
  ])('no password is given for %s that was asked for before', (_what, isEnd) => {
    const { subscription, site, notifier, news, activate } = setUpSubscription({ password: 'outdated' });
    if (isEnd) activate();
    if (isEnd) subscription.end();
    else subscription.takeTurn();
    const before = notifier.subscribes.length;
    site.mayAsk = false;
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    expect(news()).toEqual(isEnd ? ['unauthorized: held'] : ['unauthorized: held', 'unknown DENIED']);
    expect(notifier.subscribes).toHaveLength(before);
  });
});

describe('when the proxy was gone', () => {
  it('what the far end may still know is asked for, in the same dialog', () => {
    const { subscription, agent, site, clock, notifier, news, activate } = setUpSubscription();
    activate();
    site.caller = undefined;
    subscription.suspend();
    clock.advance(100_000);
    expect([notifier.subscribes.length, news(), clock.pendingCount]).toEqual([1, [], 0]);
    site.caller = agent;
    subscription.resume();
    expect(notifier.last.to.parameters.get('tag')).toBe('notifier');
    notifier.accept(notifier.last, { cseq: 2, body: 'still here' });
    expect(news()).toEqual(['read still here']);
  });

  it('what has expired meanwhile is begun anew', () => {
    const { subscription, site, agent, clock, notifier, activate } = setUpSubscription();
    activate();
    site.caller = undefined;
    subscription.suspend();
    clock.advance(600_000);
    site.caller = agent;
    subscription.resume();
    expect(notifier.last.to.parameters.has('tag')).toBe(false);
  });

  it('what was refused is asked once more', () => {
    const { subscription, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, 404);
    news();
    subscription.suspend();
    subscription.resume();
    expect(notifier.subscribes).toHaveLength(2);
  });

  it('what was being asked is asked anew', () => {
    const { subscription, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    subscription.suspend();
    subscription.resume();
    expect(notifier.subscribes).toHaveLength(2);
    notifier.accept(notifier.last, { body: 'x' });
    expect(news()).toEqual(['read x']);
  });
});

describe('a password', () => {
  it('is given when it is asked for, with the next CSeq, and from then on in advance', () => {
    const { subscription, notifier, news } = setUpSubscription({ password: 'secret' });
    subscription.takeTurn();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    expect(news()).toEqual([]);
    expect(notifier.last.cseq.number).toBe(2);
    expect(notifier.last.callId).toBe(notifier.subscribes[0]?.callId);
    expect(notifier.last.headers.find('authorization')).toMatch(/nonce="n1".*uri="sip:2001@pbx.test".*nc=00000001/);
    notifier.accept(notifier.last, { body: 'x' });
    expect(news()).toEqual(['read x']);
    subscription.takeTurn();
    expect(notifier.last.headers.find('authorization')).toMatch(/uri="sip:notifier@192.0.2.1:5060".*nc=00000002/);
  });

  it('that is refused is DENIED, and not tried by itself again', () => {
    const { subscription, clock, notifier, news } = setUpSubscription({ password: 'wrong' });
    subscription.takeTurn();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    news();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    expect(news()).toEqual(['unauthorized: the proxy refuses the user name or the password (401 Said so)', 'unknown DENIED']);
    clock.advance(86_400_000);
    expect([notifier.subscribes.length, clock.pendingCount]).toEqual([2, 0]);
    subscription.takeTurn();
    expect(notifier.subscribes).toHaveLength(3);
    expect(notifier.last.headers.find('authorization')).toBeUndefined();
  });

  it('that is missing is said to be missing', () => {
    const { subscription, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, 407, [['proxy-authenticate', 'Digest realm="a", nonce="b"']]);
    expect(news()).toEqual([expect.stringMatching(/asks for a password, and none is configured/), 'unknown DENIED']);
  });

  it('that is refused only for a refresh leaves what there is', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription({ password: 'outdated' });
    activate();
    subscription.takeTurn();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    news();
    notifier.respond(notifier.last, 401, [CHALLENGE]);
    expect(news()).toEqual([expect.stringMatching(/^unauthorized/)]);
    notifier.notify(notifier.last, { cseq: 2, body: 'alive' });
    expect(news()).toEqual(['told alive']);
    clock.advance(FIRST_PAUSE_MS);
    expect(notifier.subscribes).toHaveLength(4);
  });

  it('is not tried while that is not allowed', () => {
    const { subscription, site, clock, notifier, news, activate } = setUpSubscription({ password: 'x' });
    site.mayAsk = false;
    subscription.takeTurn();
    expect(news()).toEqual(['unknown DENIED', 'unauthorized: held']);
    expect(notifier.subscribes).toEqual([]);
    site.mayAsk = true;
    activate();
    site.mayAsk = false;
    clock.advance(599_999);
    expect([news(), notifier.subscribes.length]).toEqual([[], 1]);
    clock.advance(1);
    expect(news()).toEqual(['unknown PENDING', 'unknown DENIED', 'unauthorized: held']);
  });
});

const FIRST_PAUSE_MS = 500;
