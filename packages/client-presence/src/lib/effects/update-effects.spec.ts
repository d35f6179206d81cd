import { itemOf } from '../../testing/items.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { itemsReceived } from '../actions/socket-actions.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';
const KEEP_ALIVE = 'presence/bulkUpdateSubscription';

describe('the update round', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  /** When keep-alives were sent, milliseconds since the first. */
  const timesMs = () => {
    const [first, ...others] = harness.server.keepAlives().map(({ atMs }) => atMs);
    return others.map((atMs) => atMs - (first ?? 0));
  };

  it('renews what is claimed at 0.8 T, and not before', async () => {
    await harness.show([PHONE]);
    await harness.clock.advance(479_999);
    expect(timesMs()).toEqual([]);
    await harness.clock.advance(1);
    expect(timesMs()).toEqual([480_000]);
    expect(harness.server.keepAlives().at(-1)?.items).toEqual([{ id: PHONE, version: harness.lamp(PHONE)?.version }]);
  });

  it('goes on for ever', async () => {
    await harness.show([PHONE]);
    await harness.clock.advance(4 * 3600 * 1000);
    expect(timesMs()).toHaveLength((4 * 3600) / 480);
    expect(harness.server.holds(PHONE)).toBe(true);
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });

  it('never renews what was only pushed', async () => {
    harness.store.dispatch(itemsReceived({ items: [itemOf(CHAT)], now: harness.clock.now() }));
    await harness.clock.advance(600_000);
    expect(harness.server.keepAlives()).toEqual([]);
  });

  it('is planned from the T of the last answer', async () => {
    harness.server.presenceSubscriptionTime = 100;
    await harness.start();
    await harness.show([PHONE]);
    harness.server.presenceSubscriptionTime = 1000;
    await harness.clock.advance(80_000);
    expect(timesMs()).toEqual([80_000]);
    await harness.clock.advance(799_999);
    expect(timesMs()).toHaveLength(1);
    await harness.clock.advance(1);
    expect(timesMs()).toEqual([80_000, 880_000]);
  });

  it('comes up to a tenth earlier, so that many clients spread', async () => {
    harness.clock.luck = 0.5;
    await harness.start();
    await harness.show([PHONE]);
    await harness.clock.advance(455_999);
    expect(timesMs()).toEqual([]);
    await harness.clock.advance(1);
    expect(timesMs()).toEqual([456_000]);
  });

  it('carries at most a thousand ids a request, all requests at once', async () => {
    const ids = Array.from({ length: 2500 }, (_, index) => `${String(index)}_JTAPI`);
    await harness.show(ids);
    await harness.clock.advance(480_000);
    const round = harness.server.keepAlives().slice(3);
    expect(round.map(({ items }) => items.length)).toEqual([1000, 1000, 500]);
    expect(new Set(round.map(({ atMs }) => atMs)).size).toBe(1);
    expect(new Set(round.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(2500);
  });

  it('tries four times, an interval / 24 apart', async () => {
    await harness.show([PHONE]);
    harness.server.faults.set(KEEP_ALIVE, [503, 'OFFLINE', 429]);
    await harness.clock.advance(600_000);
    expect(timesMs()).toEqual([480_000, 500_000, 520_000, 540_000]);
    expect(harness.server.holds(PHONE)).toBe(true);
  });

  it('leaves a server that asks for it alone for so long', async () => {
    await harness.show([PHONE]);
    harness.server.faults.set(KEEP_ALIVE, [{ retryAfterSeconds: 35 }, { retryAfterSeconds: 5 }]);
    await harness.clock.advance(600_000);
    expect(timesMs()).toEqual([480_000, 515_000, 535_000]);
    expect(harness.server.holds(PHONE)).toBe(true);
  });

  it('comes back before a server wants it where the lease would be lost otherwise', async () => {
    await harness.show([PHONE]);
    harness.server.faults.set(KEEP_ALIVE, [{ retryAfterSeconds: 300 }]);
    await harness.clock.advance(600_000);
    expect(timesMs()).toEqual([480_000, 576_000]);
    expect(harness.server.holds(PHONE)).toBe(true);
  });

  it('that was refused for good waits as long as it was asked to, unless a lease ends before', async () => {
    await harness.show([PHONE]);
    harness.server.lasting.set(KEEP_ALIVE, { retryAfterSeconds: 200 });
    await harness.clock.advance(640_000);
    // Tries of the round at 480 and 576 s, the latest there may be; then the back-off, as the lease cannot be saved by any other wait.
    expect(timesMs()).toEqual([480_000, 576_000, 596_000]);
    await harness.clock.advance(900_000);
    expect(timesMs().slice(3, 5)).toEqual([692_000, 892_000]);
    harness.server.lasting.clear();
    await harness.clock.advance(200_000);
    expect(harness.server.holds(PHONE)).toBe(true);
  });

  it('gives each try T / 50, so that the last one still lands before T', async () => {
    await harness.show([PHONE]);
    harness.server.faults.set(KEEP_ALIVE, ['SILENCE', 'SILENCE', 'SILENCE']);
    await harness.clock.advance(600_000);
    expect(timesMs()).toEqual([480_000, 512_000, 544_000, 576_000]);
  });

  it('that failed is started again after a back-off, for ever, and recovers', async () => {
    await harness.show([PHONE]);
    harness.server.lasting.set(KEEP_ALIVE, 'OFFLINE');
    await harness.clock.advance(540_000);
    expect(timesMs()).toHaveLength(4);
    await harness.clock.advance(20_000);
    expect(timesMs().at(-1)).toBe(560_000);
    await harness.clock.advance(60_000 + 40_000);
    expect(timesMs().at(-1)).toBe(660_000);
    await harness.clock.advance(2 * 3600 * 1000);
    harness.server.lasting.clear();
    await harness.clock.advance(120_000);
    expect(harness.server.holds(PHONE)).toBe(true);
    const rounds = timesMs().length;
    await harness.clock.advance(480_000);
    expect(timesMs()).toHaveLength(rounds + 1);
  });

  it('that failed is tried again at once on a new connection', async () => {
    await harness.show([PHONE]);
    harness.server.lasting.set(KEEP_ALIVE, 'OFFLINE');
    await harness.clock.advance(485_000);
    harness.socket().drop();
    harness.server.lasting.clear();
    await harness.openSocket();
    expect(timesMs().at(-1)).toBe(485_000);
    await harness.clock.advance(479_999);
    expect(timesMs().at(-1)).toBe(485_000);
  });

  it('does not repeat what cannot succeed, and goes on all the same', async () => {
    await harness.show([PHONE]);
    harness.server.faults.set(KEEP_ALIVE, [400]);
    await harness.clock.advance(499_999);
    expect(timesMs()).toEqual([480_000]);
    await harness.clock.advance(1);
    expect(timesMs()).toEqual([480_000, 500_000]);
  });

  it('loses only the request that failed', async () => {
    const ids = Array.from({ length: 1500 }, (_, index) => `${String(index)}_JTAPI`);
    await harness.show(ids);
    harness.server.faults.set(KEEP_ALIVE, [400]);
    await harness.clock.advance(480_000);
    const renewed = ids.filter((id) => harness.findEntry(id)?.lease.renewedAt?.monotonicMs === 480_000);
    expect(renewed).toHaveLength(500);
  });

  it('reloads when its token is refused, for the token of the session as it is now', async () => {
    await harness.show([PHONE]);
    harness.server.faults.set(KEEP_ALIVE, [403]);
    await harness.clock.advance(520_000);
    expect(harness.server.count('reload')).toBe(2);
    expect(harness.server.holds(PHONE)).toBe(true);
  });

  it('asks a server that takes no token at all more and more rarely, at last once a minute', async () => {
    await harness.show([PHONE]);
    harness.server.lasting.set(KEEP_ALIVE, 403);
    await harness.clock.advance(3600 * 1000);
    const reloads = harness.server.count('reload');
    await harness.clock.advance(600 * 1000);
    expect(harness.server.count('reload') - reloads).toBeLessThanOrEqual(11);
    expect(harness.server.keepAlives().length).toBeLessThan(2 * (4200 / 20));
  });

  it('survives an answer that cannot be read', async () => {
    await harness.show([PHONE]);
    harness.server.presenceSubscriptionTime = -1;
    await harness.clock.advance(480_000);
    expect(harness.state().unreadableCount).toBe(1);
    harness.server.presenceSubscriptionTime = 600;
    await harness.clock.advance(20_000);
    expect(harness.server.holds(PHONE)).toBe(true);
  });

  it('takes no T from a server that is beyond a day', async () => {
    harness.server.presenceSubscriptionTime = 1e9;
    await harness.show([PHONE]);
    expect(harness.state().session.profile?.presenceSubscriptionTime).toBe(86_400);
  });

  it('does not renew with a late try what became old meanwhile', async () => {
    await harness.found([PHONE]);
    await harness.clock.advance(650_000);
    harness.server.faults.set(KEEP_ALIVE, [503]);
    harness.socket().drop();
    await harness.openSocket();
    expect(harness.server.keepAlives().at(-1)?.items).toHaveLength(1);
    await harness.clock.advance(20_000);
    expect(harness.server.keepAlives().at(-1)).toEqual({ atMs: 670_000, items: [] });
  });
});

describe('what the server refuses', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  it('for good is shown as denied, and left alone until a new connection', async () => {
    harness.server.rejected.set(PHONE, 'NOT_ALLOWED');
    await harness.show([PHONE]);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'UNKNOWN', reason: 'DENIED' });
    await harness.clock.advance(2 * 480_000);
    expect(harness.server.keepAlives()).toHaveLength(1);

    harness.server.rejected.clear();
    harness.socket().drop();
    await harness.openSocket();
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('for good is asked for again when a search shows it', async () => {
    harness.server.rejected.set(PHONE, 'NOT_ALLOWED');
    await harness.show([PHONE]);
    harness.server.rejected.clear();
    await harness.found([PHONE]);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('shows nothing of what it once knew', async () => {
    await harness.show([PHONE]);
    harness.server.rejected.set(PHONE, 'NOT_ALLOWED');
    await harness.clock.advance(480_000);
    expect(harness.findEntry(PHONE)?.item).toBeNull();
  });

  it('for its limit is asked for again each round', async () => {
    harness.server.rejected.set(PHONE, 'LIMIT');
    await harness.show([PHONE]);
    await harness.clock.advance(480_000);
    expect(harness.server.keepAlives()).toHaveLength(2);
  });

  it('because a directory is down is asked for again after a back-off, until it is decided', async () => {
    harness.server.rejected.set(PHONE, 'DIRECTORY_UNAVAILABLE');
    await harness.show([PHONE, CHAT]);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'UNKNOWN', reason: 'PENDING' });
    await harness.clock.advance(20_000);
    expect(harness.server.keepAlives().at(-1)?.items).toEqual([{ id: PHONE, version: 0 }]);
    harness.server.rejected.clear();
    await harness.clock.advance(40_000);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'AVAILABLE' });
    const seen = harness.server.keepAlives().length;
    await harness.clock.advance(300_000);
    expect(harness.server.keepAlives()).toHaveLength(seen);
  });

  it('because a directory is down is asked for again also where answers come within the call', async () => {
    harness.server.isInstant = true;
    harness.server.rejected.set(PHONE, 'DIRECTORY_UNAVAILABLE');
    await harness.show([PHONE]);
    await harness.clock.advance(20_000 + 40_000 + 60_000);
    expect(harness.server.keepAlives().map(({ atMs }) => atMs)).toEqual([0, 20_000, 60_000, 120_000]);
  });

  it('because a directory is down for hours is asked for by one loop only', async () => {
    harness.server.rejected.set(PHONE, 'DIRECTORY_UNAVAILABLE');
    await harness.show([PHONE]);
    await harness.clock.advance(3 * 3600 * 1000);
    expect(harness.server.keepAlives().length).toBeLessThan((3 * 3600) / 60 + (3 * 3 * 3600) / 480 + 10);
  });
});
