import { setUpSubscription } from './subscription.fixture.ts';

describe('a subscription', () => {
  it('is asked for, accepted and told', () => {
    const { subscription, notifier, news, clock } = setUpSubscription();
    subscription.takeTurn();
    const { headers, uri, from, to } = notifier.last;
    expect([uri, from.uri, to.uri, to.parameters.has('tag')]).toEqual([
      'sip:2001@pbx.test',
      'sip:lampfield@pbx.test',
      'sip:2001@pbx.test',
      false,
    ]);
    expect(['event', 'accept', 'expires', 'contact', 'max-forwards'].map((name) => headers.find(name))).toEqual([
      ...['dialog', 'application/dialog-info+xml', '600', '<sip:lampfield@192.0.2.7:5070>', '70'],
    ]);
    notifier.respond(notifier.last, 200, [['expires', '600']]);
    expect(news()).toEqual([]);
    clock.advance(100);
    notifier.notify(notifier.last, { body: 'idle' });
    expect(news()).toEqual(['read idle']);
    expect(notifier.lastAnswer?.status).toBe(200);
    expect(subscription.isQuiet).toBe(true);
  });

  it('is told before it is accepted', () => {
    const { subscription, notifier, news, clock } = setUpSubscription();
    subscription.takeTurn();
    notifier.notify(notifier.last, { body: 'early' });
    expect(news()).toEqual(['read early']);
    clock.advance(100);
    notifier.respond(notifier.last, 200, [['expires', '600']]);
    expect(news()).toEqual([]);
    notifier.notify(notifier.last, { cseq: 2, body: 'more' });
    expect(news()).toEqual(['told more']);
  });

  it('may be told nothing, and says so', () => {
    const { subscription, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.accept(notifier.last);
    expect(news()).toEqual(['read nothing']);
  });

  it('claims nothing while nobody has decided whether it may know', () => {
    const { subscription, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.accept(notifier.last, { state: 'pending;expires=600', body: 'old' });
    expect(news()).toEqual(['unknown PENDING']);
    notifier.notify(notifier.last, { cseq: 2, body: 'now' });
    expect(news()).toEqual(['told now']);
  });

  it('asks a far end that exists with the tags and the place it has from it', () => {
    const { subscription, notifier, activate } = setUpSubscription();
    activate();
    subscription.takeTurn();
    const { uri, to, cseq } = notifier.last;
    expect([uri, to.parameters.get('tag'), cseq.number]).toEqual(['sip:notifier@192.0.2.1:5060', 'notifier', 2]);
  });

  it('is asked once at a time, however often that is wanted', () => {
    const { subscription, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.takeTurn();
    subscription.takeTurn();
    expect([notifier.subscribes.length, subscription.isQuiet]).toEqual([2, false]);
    notifier.accept(notifier.last, { cseq: 2, body: 'x' });
    expect([news(), subscription.isQuiet]).toEqual([['read x'], true]);
  });
});

describe('a NOTIFY', () => {
  it.each([
    ['of another subscription', { headers: { 'call-id': 'other' } }, 481],
    ['for another tag of ours', { headers: { to: '<sip:lampfield@pbx.test>;tag=other' } }, 481],
    ['of a second fork', { tag: 'fork' }, 481],
    ['of a subscription with an id', { headers: { event: 'dialog;id=7' } }, 481],
    ['of another package', { headers: { event: 'presence' } }, 489],
    ['without a package', { headers: { event: undefined } }, 489],
    ['without a state', { headers: { 'subscription-state': undefined } }, 400],
    ['with a state that is none', { state: '"active"' }, 400],
    ['that came before', { cseq: 1 }, 500],
    ['older than one that came before', { cseq: 0 }, 500],
    ['with a body that cannot be read', { body: 'x', contentType: 'text/plain' }, 415],
    ['with a body that is packed', { body: 'x', headers: { 'content-encoding': 'gzip' } }, 415],
  ])('%s is refused and changes nothing', (_what, draft, status) => {
    const { subscription, notifier, news, activate } = setUpSubscription();
    activate();
    notifier.notify(notifier.last, { cseq: 2, body: 'wrong', ...draft });
    expect(news()).toEqual([]);
    expect(notifier.lastAnswer?.status).toBe(status);
    notifier.notify(notifier.last, { cseq: 3, body: 'right', contentType: 'Application/Dialog-Info+XML; charset=utf-8' });
    expect(news()).toEqual(['told right']);
    expect(subscription.isQuiet).toBe(true);
  });

  it('of a fork that comes first makes the dialog, whoever accepted the request', () => {
    const { subscription, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, 200, [['expires', '600']]);
    notifier.notify(notifier.last, { tag: 'fork', body: 'fork' });
    notifier.notify(notifier.last, { tag: 'response', body: 'late' });
    expect(news()).toEqual(['read fork']);
    expect(notifier.lastAnswer?.status).toBe(481);
  });
});

describe('requests of others', () => {
  it.each([
    ['OPTIONS', 200],
    ['INVITE', 405],
    ['MESSAGE', 405],
  ])('%s are answered with %d', (method, status) => {
    const { notifier, transport, clock, activate } = setUpSubscription();
    activate();
    const bytes = Buffer.from(
      [
        `${method} sip:lampfield@192.0.2.7 SIP/2.0`,
        ...[
          'Via: SIP/2.0/UDP a;branch=z9hG4bKo',
          'From: <sip:a@b>;tag=1',
          'To: <sip:c@d>',
          'Call-ID: x',
          `CSeq: 1 ${method}`,
          '',
          '',
        ],
      ].join('\r\n'),
    );
    transport.bring(bytes);
    clock.tick();
    expect([notifier.lastAnswer?.status, notifier.lastAnswer?.headers.find('allow')]).toEqual([status, 'NOTIFY, OPTIONS']);
  });
});

describe('time', () => {
  it.each([
    ['first', 0, 0.6],
    ['last', 1, 1],
  ])('to refresh is at the %s when chance is %d', (_what, chance, part) => {
    const { clock, notifier, news, activate } = setUpSubscription({ chance });
    activate();
    const dueMs = (600_000 - 32_000) * part;
    clock.advance(dueMs - 1);
    expect(notifier.subscribes).toHaveLength(1);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(2);
    notifier.accept(notifier.last, { cseq: 2, body: 'again' });
    expect(news()).toEqual(['read again']);
    clock.advance(dueMs - 1);
    expect(notifier.subscribes).toHaveLength(2);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(3);
  });

  it('that the far end grants is adopted, from the response and from the NOTIFY', () => {
    const { subscription, clock, notifier, news } = setUpSubscription({ chance: 1 });
    subscription.takeTurn();
    notifier.respond(notifier.last, 200, [['expires', '100']]);
    notifier.notify(notifier.last, { state: 'active;expires=100', body: 'x' });
    news();
    clock.advance(67_999);
    expect(notifier.subscribes).toHaveLength(1);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(2);
    notifier.notify(notifier.last, { cseq: 2, state: 'active;expires=40', body: 'x' });
    news();
    notifier.respond(notifier.last, 200);
    notifier.notify(notifier.last, { cseq: 3, state: 'active;expires=40', body: 'x' });
    news();
    clock.advance(20_000);
    expect(notifier.subscribes).toHaveLength(3);
  });

  it('that is told again and again does not put the refresh off', () => {
    const { clock, notifier, activate } = setUpSubscription({ chance: 1 });
    activate();
    for (let second = 1; second <= 567; second += 1) {
      clock.advance(1000);
      notifier.notify(notifier.last, { cseq: second + 1, state: `active;expires=${String(600 - second)}`, body: 'x' });
    }
    expect(notifier.subscribes).toHaveLength(1);
    clock.advance(1000);
    expect(notifier.subscribes).toHaveLength(2);
  });

  it('that nobody prolongs ends the subscription, and another is made at once', () => {
    const { clock, notifier, news, activate } = setUpSubscription({ chance: 1 });
    activate();
    clock.advance(599_999);
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual(['unknown PENDING']);
    const { to, callId } = notifier.last;
    expect(to.parameters.has('tag')).toBe(false);
    expect(callId).not.toBe(notifier.subscribes[0]?.callId);
  });

  it('without a NOTIFY runs out after 32 s, however often it is asked for meanwhile and the answer is yes', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription();
    activate();
    for (let turn = 0; turn < 3; turn += 1) {
      subscription.takeTurn();
      notifier.respond(notifier.last, 200);
      clock.advance(turn === 2 ? 1999 : 15_000);
    }
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual(['unknown PENDING']);
  });

  it('without a first NOTIFY runs out after 32 s, and the next try comes later (timer N)', () => {
    const { subscription, clock, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.respond(notifier.last, 200, [['expires', '600']]);
    clock.advance(31_999);
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual(['unknown PENDING']);
    clock.advance(499);
    expect(notifier.subscribes).toHaveLength(1);
    clock.advance(1);
    expect(notifier.subscribes).toHaveLength(2);
    // Whoever notifies the one that was given up is told that it is gone.
    notifier.notify(notifier.subscribes[0] ?? notifier.last, { body: 'too late' });
    expect(news()).toEqual([]);
    expect(notifier.lastAnswer?.status).toBe(481);
  });

  it('without a NOTIFY after a refresh runs out, too', () => {
    const { subscription, clock, notifier, news, activate } = setUpSubscription();
    activate();
    subscription.takeTurn();
    notifier.respond(notifier.last, 200, [['expires', '600']]);
    clock.advance(32_000);
    expect(news()).toEqual(['unknown PENDING']);
  });
});

describe('a far end that is not where it says', () => {
  it('is asked by way of the proxy before it is given up', () => {
    const { subscription, clock, transport, notifier, news } = setUpSubscription();
    subscription.takeTurn();
    notifier.accept(notifier.last, { headers: { contact: '<sip:notifier@10.9.9.9:5060>' }, body: 'first' });
    news();
    subscription.takeTurn();
    expect(transport.sent.at(-1)?.hop.host).toBe('10.9.9.9');
    clock.advance(32_000);
    expect(news()).toEqual([]);
    expect(transport.sent.at(-1)?.hop.host).toBe('proxy.test');
    expect(notifier.last.uri).toBe('sip:notifier@10.9.9.9:5060');
    notifier.accept(notifier.last, { cseq: 2, body: 'second', headers: { contact: '<sip:notifier@10.9.9.9:5060>' } });
    expect(news()).toEqual(['read second']);
    subscription.takeTurn();
    expect(transport.sent.at(-1)?.hop.host).toBe('proxy.test');
  });
});
