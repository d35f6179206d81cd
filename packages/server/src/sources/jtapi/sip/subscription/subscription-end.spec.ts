import { setUpSubscription } from './subscription.fixture.ts';

/** How long a transaction waits for copies of its response. */
const K_MS = 5000;

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

  it('before it was told anything is over at once, and whoever tells it something hears that it is not there', () => {
    const { subscription, clock, transport, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    subscription.end();
    expect(news()).toEqual(['over']);
    notifier.accept(notifier.last, { body: 'x' });
    expect(news()).toEqual([]);
    expect(notifier.lastAnswer?.status).toBe(481);
    const sent = transport.sent.length;
    clock.advance(100_000);
    expect([transport.sent.length, clock.pendingCount]).toEqual([sent, 0]);
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

  it('while the proxy is gone is over at once', () => {
    const { subscription, site, clock, notifier, news, activate } = setUpSubscription();
    activate();
    site.caller = undefined;
    subscription.suspend();
    subscription.end();
    expect(news()).toEqual(['over']);
    clock.advance(K_MS);
    expect([notifier.subscribes.length, clock.pendingCount]).toEqual([1, 0]);
  });

  it('while it is being ended is over when the proxy goes', () => {
    const { subscription, clock, news, activate } = setUpSubscription();
    activate();
    subscription.end();
    subscription.suspend();
    expect(news()).toEqual(['over']);
    clock.advance(K_MS);
    expect(clock.pendingCount).toBe(0);
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
