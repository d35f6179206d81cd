import { itemOf } from '../../testing/items.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { itemsReceived } from '../actions/socket-actions.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';
const KEEP_ALIVE = 'presence/bulkUpdateSubscription';
const FORCE_PUSH = 'presence/forcePushPresenceItems';

describe('a lost connection', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
    await harness.show([PHONE, CHAT]);
  });

  const doubts = () => [PHONE, CHAT].map((id) => harness.lamp(id)?.reason ?? 'none');

  it('makes every lamp uncertain at once, with what it showed last', () => {
    harness.server.change(PHONE, { state: 'ON_CALL' });
    harness.socket().drop();
    expect(doubts()).toEqual(['CONNECTION_LOST', 'CONNECTION_LOST']);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'ON_CALL', stale: true });
  });

  it('is followed by a keep-alive with every version, then by the forced push of what that has not brought, then every lamp is right', async () => {
    const version = harness.lamp(CHAT)?.version;
    harness.socket().drop();
    harness.server.change(PHONE, { state: 'RINGING' });
    harness.server.requests.length = 0;
    await harness.openSocket();
    expect(harness.server.requests.map(({ path }) => path)).toEqual([KEEP_ALIVE, FORCE_PUSH]);
    expect(harness.server.keepAlives()[0]?.items).toContainEqual({ id: CHAT, version });
    expect(harness.server.requests[1]?.request.body).toEqual({ ids: [CHAT] });
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'RINGING' });
    expect(doubts()).toEqual(['none', 'none']);
  });

  it('asks for everything where the keep-alive has brought nothing, and for nothing where it has brought everything', async () => {
    harness.socket().drop();
    harness.server.requests.length = 0;
    await harness.openSocket();
    expect(harness.server.requests.map(({ request }) => request.body).at(-1)).toEqual({});
    harness.socket().drop();
    for (const id of [PHONE, CHAT]) harness.server.change(id, { state: 'RINGING' });
    harness.server.requests.length = 0;
    await harness.openSocket();
    expect(harness.server.requests.map(({ path }) => path)).toEqual([KEEP_ALIVE]);
    expect(harness.state().link.resyncedConnection).toBe(harness.state().link.connection);
    expect(doubts()).toEqual(['none', 'none']);
  });

  it('leaves a lamp uncertain until its item has arrived, though the keep-alive was answered', async () => {
    harness.socket().drop();
    harness.server.change(PHONE, { state: 'RINGING' });
    const push = jest.spyOn(harness.server, 'push').mockImplementation(() => undefined);
    await harness.openSocket();
    expect(harness.state().link.resyncedConnection).toBe(harness.state().link.connection);
    expect(doubts()).toEqual(['NOT_CONFIRMED', 'NOT_CONFIRMED']);

    push.mockRestore();
    harness.server.push([itemOf(CHAT, { version: harness.lamp(CHAT)?.version ?? 0 })]);
    await harness.clock.advance(0);
    expect(doubts()).toEqual(['NOT_CONFIRMED', 'none']);
  });

  it('has items asked for again that did not come, with the next round', async () => {
    harness.socket().drop();
    const push = jest.spyOn(harness.server, 'push').mockImplementation(() => undefined);
    await harness.openSocket();
    push.mockRestore();
    await harness.clock.advance(480_000);
    expect(doubts()).toEqual(['none', 'none']);
  });

  it('by a server that was restarted and counts anew is healed without a search or a sign-in', async () => {
    harness.server.change(PHONE, { state: 'ON_CALL' });
    harness.socket().drop();
    harness.server.restart();
    harness.server.items.set(PHONE, itemOf(PHONE, { version: 3, state: 'DND' }));
    await harness.openSocket();
    expect(harness.server.holds(PHONE)).toBe(true);
    expect(harness.lamp(PHONE)).toEqual(itemOf(PHONE, { version: 3, state: 'DND' }));
    expect(doubts()).toEqual(['none', 'none']);
    harness.server.push([itemOf(PHONE, { version: 2, state: 'AWAY' })]);
    await harness.clock.advance(0);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'DND' });
  });

  it('is resynced after a back-off when the forced push failed', async () => {
    harness.socket().drop();
    harness.server.faults.set(FORCE_PUSH, [400]);
    const push = jest.spyOn(harness.server, 'push').mockImplementation(() => undefined);
    await harness.openSocket();
    push.mockRestore();
    expect(harness.state().link.resyncedConnection).toBeLessThan(harness.state().link.connection);
    await harness.clock.advance(20_000);
    expect(harness.state().link.resyncedConnection).toBe(harness.state().link.connection);
    expect(doubts()).toEqual(['none', 'none']);
  });

  it('is not resynced by an answer that comes when the connection is lost again', async () => {
    harness.socket().drop();
    harness.server.faults.set(FORCE_PUSH, ['SILENCE']);
    await harness.openSocket();
    harness.socket().drop();
    await harness.clock.advance(60_000);
    expect(harness.state().link.resyncedConnection).toBeLessThan(harness.state().link.connection);
    expect(doubts()).toEqual(['CONNECTION_LOST', 'CONNECTION_LOST']);
  });
});

describe('a lease that ran out while the connection stood', () => {
  it('makes the lamp uncertain at that moment, and its item is pushed again once the lease is renewed', async () => {
    const harness = await PresenceHarness.connected();
    await harness.show([PHONE]);
    harness.server.lasting.set(KEEP_ALIVE, 'OFFLINE');
    await harness.clock.advance(600_000);
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
    await harness.clock.advance(1);
    expect(harness.lamp(PHONE)).toMatchObject({ stale: true, reason: 'NOT_CONFIRMED' });

    harness.server.lasting.clear();
    await harness.clock.advance(60_000);
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });

  it('is not made certain again by what the server still pushes, which it does until its own cleanup', async () => {
    const harness = await PresenceHarness.connected();
    await harness.show([PHONE]);
    harness.server.lasting.set(KEEP_ALIVE, 'OFFLINE');
    await harness.clock.advance(600_001);
    const late = itemOf(PHONE, { version: Number.MAX_SAFE_INTEGER, state: 'ON_CALL' });
    harness.store.dispatch(itemsReceived({ items: [late], now: harness.clock.now() }));
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'ON_CALL', stale: true, reason: 'NOT_CONFIRMED' });
  });

  it('asks only for what is not confirmed', async () => {
    const harness = await PresenceHarness.connected();
    await harness.show([PHONE]);
    harness.hide();
    harness.server.lasting.set(KEEP_ALIVE, 'OFFLINE');
    await harness.clock.advance(655_000);
    harness.server.lasting.clear();
    await harness.show([PHONE]);
    await harness.clock.advance(0);
    const last = harness.server.requests.filter(({ path }) => path === FORCE_PUSH).at(-1);
    expect([{}, { ids: [PHONE] }]).toContainEqual(last?.request.body);
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });
});
