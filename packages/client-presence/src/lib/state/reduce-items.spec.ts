import type { PresenceItem } from '@lampfield/protocol';
import { anItem } from '../../testing/items.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { itemsReceived, serverHello } from '../actions/socket-actions.ts';

const ID = '9100_JTAPI';

describe('pushed items', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  const receive = (...items: PresenceItem[]) => {
    harness.store.dispatch(itemsReceived({ items, now: harness.clock.now() }));
  };

  const shownVersion = () => harness.findEntry(ID)?.item?.version;

  it.each([
    ['an older version is ignored', 4, 5],
    ['the same version is taken again', 5, 5],
    ['a newer version replaces', 6, 6],
  ])('%s', (_, version, expected) => {
    receive(anItem({ version: 5 }));
    receive(anItem({ version }));
    expect(shownVersion()).toBe(expected);
  });

  it('of one batch the latest version wins, in whatever order they stand', () => {
    receive(anItem({ version: 7, state: 'RINGING' }), anItem({ version: 6, state: 'DND' }));
    expect(harness.lamp(ID)).toMatchObject({ version: 7, state: 'RINGING' });
  });

  it('are taken once with a lower version when the server has begun to count anew', () => {
    receive(anItem({ version: 900 }));
    harness.store.dispatch(serverHello({ hello: { serverEpoch: 'another', serverTime: 1 }, now: harness.clock.now() }));
    receive(anItem({ version: 10 }));
    expect(shownVersion()).toBe(10);
    receive(anItem({ version: 9 }));
    expect(shownVersion()).toBe(10);
  });

  it('come into the store unclaimed, as a search pushes before it answers', () => {
    receive(anItem());
    expect(harness.findEntry(ID)).toMatchObject({ claimedAt: null, lease: { status: 'NONE' } });
    expect(harness.lamp(ID)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('never claim nor refresh an entry, however many come', async () => {
    await harness.found([ID]);
    const claimedAt = harness.findEntry(ID)?.claimedAt;
    await harness.clock.advance(10_000);
    receive(anItem({ version: 1000 }));
    expect(harness.findEntry(ID)).toMatchObject({ claimedAt, item: { version: 1000 } });
  });

  it('keep what a claim has already put there', async () => {
    await harness.show([ID]);
    receive(anItem({ version: 1000 }));
    expect(harness.findEntry(ID)?.claimedAt).not.toBeNull();
  });

  it('are ignored when nobody is signed in', () => {
    const signedOut = harness.state();
    harness.store.dispatch({ type: '[Presence Session] Signed Out', reason: 'LOGOUT' });
    receive(anItem());
    expect(signedOut.session.phase).toBe('READY');
    expect(harness.state().entries.ids).toEqual([]);
  });
});
