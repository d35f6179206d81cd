import { itemOf } from '../../testing/items.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { itemsReceived } from '../actions/socket-actions.ts';
import { presenceStoreCleanup, presenceStoreCleanupInit, presenceStoreKeepAliveUpdate } from '../actions/store-actions.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';

/** Cleanup rounds come at 165, 330, 495, 660, 825 seconds; an age of exactly 660 s is not old yet. */
const FIRST_SWEEP_THAT_MAY_REMOVE_MS = 825_000;

describe('the cleanup round', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  const receive = (...ids: string[]) => {
    const items = ids.map((id) => itemOf(id, { version: 5 }));
    harness.store.dispatch(itemsReceived({ items, now: harness.clock.now() }));
  };

  it('removes what was never claimed once it is old, at its next run and not before', async () => {
    receive(PHONE);
    await harness.clock.advance(FIRST_SWEEP_THAT_MAY_REMOVE_MS - 1);
    expect(harness.findEntry(PHONE)).toBeDefined();
    await harness.clock.advance(1);
    expect(harness.findEntry(PHONE)).toBeUndefined();
  });

  it('removes what no component claims any more, and keeps what one does', async () => {
    await harness.show([PHONE, CHAT]);
    await harness.show([CHAT]);
    await harness.clock.advance(FIRST_SWEEP_THAT_MAY_REMOVE_MS);
    expect(harness.findEntry(PHONE)).toBeUndefined();
    expect(harness.findEntry(CHAT)).toBeDefined();
  });

  it('comes every quarter of the old age, for ever', async () => {
    await harness.clock.advance(3 * 3600 * 1000);
    const rounds = harness.actionNames().filter((name) => name === 'Presence Store Cleanup').length;
    expect(rounds).toBe(1 + Math.floor((3 * 3600) / 165));
  });

  it('takes a changed T into account at once', async () => {
    receive(PHONE);
    harness.server.presenceSubscriptionTime = 60;
    await harness.found([CHAT]);
    await harness.clock.advance(150_000);
    expect(harness.findEntry(PHONE)).toBeUndefined();
  });

  it('spares what was claimed after it was found to be old', () => {
    receive(PHONE);
    const now = { wallMs: harness.clock.now().wallMs + 700_000, monotonicMs: 700_000 };
    harness.store.dispatch(presenceStoreKeepAliveUpdate({ ids: [PHONE], now }));
    harness.store.dispatch(presenceStoreCleanup({ oldIds: [PHONE], now }));
    expect(harness.findEntry(PHONE)).toBeDefined();
  });

  it('spares what is on screen, when the timer of a frozen page fires before the page can claim', async () => {
    await harness.show([PHONE]);
    await harness.found([CHAT]);
    const now = { wallMs: harness.clock.now().wallMs + 3_600_000, monotonicMs: 3_600_000 };
    harness.store.dispatch(presenceStoreCleanupInit({ now }));
    expect(harness.findEntry(PHONE)).toBeDefined();
    expect(harness.findEntry(CHAT)).toBeUndefined();
  });

  it('only removes: what is not old is not touched', async () => {
    await harness.show([PHONE]);
    const before = harness.state().entries;
    harness.store.dispatch(presenceStoreCleanupInit({ now: harness.clock.now() }));
    expect(harness.state().entries).toEqual(before);
  });
});

describe('a line that never stops changing', () => {
  /** 1.25 (T + 2 G) + (T + G), in seconds at the defaults. */
  const BOUND_S = 1455;

  it.each([
    [600, 30],
    [60, 60],
    [100, 1],
  ])('searched once and closed leaves nothing after the bound, at T = %i and G = %i', async (T, G) => {
    const harness = await PresenceHarness.connected({ presenceSubscriptionTime: T, presenceGcPeriod: G });
    await harness.found([PHONE]);
    await harness.show([PHONE]);
    harness.hide();
    const boundMs = (1.25 * (T + 2 * G) + (T + G)) * 1000;
    const steps = 300;
    for (let step = 0; step < steps; step += 1) {
      harness.server.change(PHONE, { state: step % 2 === 0 ? 'ON_CALL' : 'AVAILABLE' });
      await harness.clock.advance(boundMs / steps);
    }
    expect(harness.server.holds(PHONE)).toBe(false);
    expect(harness.state().entries.ids).toEqual([]);
    expect(harness.state().forgotten).toEqual({});
    const seen = harness.server.keepAlives().length;
    await harness.clock.advance(boundMs);
    expect(harness.server.keepAlives()).toHaveLength(seen);
  });

  it('does not come back by a push once it was removed, but by a claim', async () => {
    const harness = await PresenceHarness.connected();
    await harness.found([PHONE]);
    await harness.clock.advance(FIRST_SWEEP_THAT_MAY_REMOVE_MS);
    expect(harness.server.holds(PHONE)).toBe(true);
    harness.server.change(PHONE, { state: 'RINGING' });
    await harness.clock.advance(0);
    expect(harness.lamp(PHONE)).toBeUndefined();

    await harness.show([PHONE]);
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'RINGING' });
    expect(harness.state().forgotten).toEqual({});
  });

  it('may come back by a push after the server has surely forgotten it too', async () => {
    const harness = await PresenceHarness.connected();
    await harness.found([PHONE]);
    await harness.clock.advance(BOUND_S * 1000);
    const items = [itemOf(PHONE, { version: 1000 })];
    harness.store.dispatch(itemsReceived({ items, now: harness.clock.now() }));
    expect(harness.lamp(PHONE)).toBeDefined();
  });

  it('is there for hours while a component shows it', async () => {
    const harness = await PresenceHarness.connected();
    await harness.show([PHONE]);
    for (let minute = 0; minute < 2 * 60; minute += 1) {
      harness.server.change(PHONE, { state: minute % 2 === 0 ? 'ON_CALL' : 'AVAILABLE' });
      await harness.clock.advance(60_000);
      if (harness.lamp(PHONE)?.state !== (minute % 2 === 0 ? 'ON_CALL' : 'AVAILABLE'))
        throw new Error(`dark at ${String(minute)}`);
    }
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });
});
