import { PresenceHarness } from '../../testing/presence-harness.ts';
import { presenceStoreKeepAliveUpdate } from '../actions/store-actions.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';
const KEEP_ALIVE = 'presence/bulkUpdateSubscription';

describe('what a search found', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  const sent = () => harness.server.keepAlives().map(({ items }) => items);

  it('is claimed and at once sent as a keep-alive, 0 for what the store has nothing of', async () => {
    await harness.found([PHONE, CHAT]);
    expect(sent()).toEqual([
      [
        { id: PHONE, version: 0 },
        { id: CHAT, version: 0 },
      ],
    ]);
    expect(harness.findEntry(PHONE)).toMatchObject({ claimedAt: { monotonicMs: 0 }, lease: { status: 'HELD' } });
  });

  it('lights although a colleague searched first and nothing was pushed for it', async () => {
    harness.server.change(PHONE, { state: 'DND' });
    await harness.found([PHONE]);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'DND' });
  });

  it('is sent with the version the store has, so that what is known is not sent again', async () => {
    await harness.found([PHONE]);
    const version = harness.lamp(PHONE)?.version;
    await harness.found([PHONE]);
    expect(sent().at(-1)).toEqual([{ id: PHONE, version }]);
  });

  it('is not asked for twice when a component then shows it', async () => {
    await harness.found([PHONE]);
    await harness.show([PHONE]);
    expect(sent()).toHaveLength(1);
  });

  it('is asked for again after a back-off when the keep-alive failed', async () => {
    harness.server.lasting.set(KEEP_ALIVE, 'OFFLINE');
    await harness.found([PHONE]);
    await harness.clock.advance(60_000 + 19_999);
    expect(sent()).toHaveLength(4);
    harness.server.lasting.clear();
    await harness.clock.advance(1);
    expect(sent()).toHaveLength(5);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('of several searches that failed is asked for by one request', async () => {
    harness.server.lasting.set(KEEP_ALIVE, 400);
    await harness.found([PHONE]);
    await harness.found([CHAT]);
    harness.server.lasting.clear();
    await harness.clock.advance(20_000);
    expect(sent().at(-1)).toHaveLength(2);
    expect(sent()).toHaveLength(3);
  });
});

describe('what a component shows', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  it('may be claimed before its item comes, and lights when it does', async () => {
    harness.store.dispatch(presenceStoreKeepAliveUpdate({ ids: [PHONE], now: harness.clock.now() }));
    expect(harness.findEntry(PHONE)).toMatchObject({ item: null, lease: { status: 'NONE' } });
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'UNKNOWN', reason: 'PENDING' });
    await harness.clock.advance(0);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('is asked for in one request for a whole screen of components', async () => {
    for (const [index, id] of [PHONE, CHAT, '9102_JTAPI'].entries()) harness.claims.hold({ index }, [id]);
    await harness.clock.advance(0);
    expect(harness.server.keepAlives().map(({ items }) => items.length)).toEqual([3]);
  });

  it('is claimed at every store keep-alive interval, 0.8 of the old age', async () => {
    await harness.show([PHONE]);
    await harness.clock.advance(527_999);
    expect(harness.findEntry(PHONE)?.claimedAt).toMatchObject({ monotonicMs: 0 });
    await harness.clock.advance(1);
    expect(harness.findEntry(PHONE)?.claimedAt).toMatchObject({ monotonicMs: 528_000 });
    await harness.clock.advance(528_000);
    expect(harness.findEntry(PHONE)?.claimedAt).toMatchObject({ monotonicMs: 1_056_000 });
  });

  it('is not claimed any more once the component is gone, unless another shows it', async () => {
    const other = {};
    await harness.show([PHONE, CHAT]);
    await harness.show([CHAT], other);
    harness.hide();
    await harness.clock.advance(528_000);
    expect(harness.findEntry(PHONE)?.claimedAt).toMatchObject({ monotonicMs: 0 });
    expect(harness.findEntry(CHAT)?.claimedAt).toMatchObject({ monotonicMs: 528_000 });
  });

  it('is claimed at once when T becomes shorter, before the shorter age can call it old', async () => {
    await harness.show([PHONE]);
    await harness.clock.advance(400_000);
    harness.server.presenceSubscriptionTime = 60;
    harness.socket().drop();
    await harness.openSocket();
    expect(harness.findEntry(PHONE)?.claimedAt).toMatchObject({ monotonicMs: 400_000 });
    await harness.clock.advance(120_001);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('is not asked for while the connection is lost, but by the round on the next one', async () => {
    harness.socket().drop();
    await harness.show([PHONE]);
    expect(harness.server.keepAlives()).toEqual([]);
    await harness.openSocket();
    expect(harness.server.keepAlives()).toHaveLength(1);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('is asked for again when it comes back on screen after its lease has run out', async () => {
    await harness.show([PHONE]);
    harness.hide();
    harness.server.lasting.set(KEEP_ALIVE, 'OFFLINE');
    await harness.clock.advance(650_000);
    harness.server.lasting.clear();
    harness.server.change(PHONE, { state: 'DND' });
    await harness.show([PHONE]);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'DND' });
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });

  it('must be an id: nothing else is claimed', async () => {
    await harness.show(['', 'nonsense', '__proto__', `${'9'.repeat(256)}_JTAPI`]);
    expect(harness.state().entries.ids).toEqual([]);
    expect(harness.server.keepAlives()).toEqual([]);
  });

  it('is asked for at once when it was old, though its lease has not run out: a server that started since knows nothing of it', async () => {
    await harness.show([PHONE]);
    harness.hide();
    await harness.clock.advance(700_000);
    expect(harness.findEntry(PHONE)).toMatchObject({ lease: { status: 'HELD' } });
    harness.socket().drop();
    harness.server.restart();
    await harness.openSocket();
    expect(harness.server.holds(PHONE)).toBe(false);
    await harness.show([PHONE]);
    expect(harness.server.holds(PHONE)).toBe(true);
    expect(harness.lamp(PHONE)).not.toHaveProperty('stale');
  });

  it('is not claimed while nobody is signed in', async () => {
    const stranger = harness;
    stranger.store.dispatch({ type: '[Presence Session] Signed Out', reason: 'LOGOUT' });
    await stranger.show([PHONE]);
    expect(stranger.state().entries.ids).toEqual([]);
  });
});
