import { itemOf } from '../../testing/items.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { itemsReceived, sourceStateChanged } from '../actions/socket-actions.ts';
import { selectConnectionState, selectSourceStates } from './select-session.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';

describe('a source that goes and comes back', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
    const items = [itemOf(PHONE, { version: 5, state: 'ON_CALL' }), itemOf(CHAT, { version: 6 })];
    harness.store.dispatch(itemsReceived({ items, now: harness.clock.now() }));
  });

  const source = (state: 'UP' | 'DOWN') => {
    harness.store.dispatch(sourceStateChanged({ event: { type: 'JTAPI', state, since: 7 } }));
  };

  it('makes the lamps of its type uncertain without touching an item', () => {
    const before = harness.findEntry(PHONE);
    source('DOWN');
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'ON_CALL', stale: true, reason: 'SOURCE_DOWN' });
    expect(harness.lamp(CHAT)?.stale).toBeUndefined();
    expect(harness.findEntry(PHONE)).toBe(before);
    expect(harness.store.selectSignal(selectSourceStates)()).toMatchObject({ JTAPI: { state: 'DOWN', since: 7 } });
  });

  it('makes them certain again', () => {
    source('DOWN');
    source('UP');
    expect(harness.lamp(PHONE)).toMatchObject({ state: 'ON_CALL' });
    expect(harness.lamp(PHONE)?.stale).toBeUndefined();
  });

  it('clears what the server had sent as stale meanwhile, and only that', () => {
    source('DOWN');
    const items = [
      itemOf(PHONE, { version: 8, stale: true, reason: 'SOURCE_DOWN' }),
      itemOf('9101_JTAPI', { version: 9, state: 'UNKNOWN', reason: 'NOT_CONTROLLED' }),
      itemOf(CHAT, { version: 10, stale: true, reason: 'SOURCE_DOWN' }),
    ];
    harness.store.dispatch(itemsReceived({ items, now: harness.clock.now() }));
    source('UP');
    expect(harness.lamp(PHONE)).toEqual(itemOf(PHONE, { version: 8 }));
    expect(harness.lamp('9101_JTAPI')).toMatchObject({ reason: 'NOT_CONTROLLED' });
    expect(harness.lamp(CHAT)).toMatchObject({ stale: true, reason: 'SOURCE_DOWN' });
  });

  it('is forgotten with its connection: the next one says anew which sources there are', async () => {
    source('DOWN');
    harness.socket().drop();
    await harness.openSocket();
    expect(harness.store.selectSignal(selectSourceStates)()).toEqual({});
  });
});

describe('the connection state', () => {
  it('says since when the connection is lost, however often it is tried again', async () => {
    const harness = await PresenceHarness.connected();
    const lostAtMs = harness.clock.now().wallMs;
    harness.socket().drop();
    await harness.clock.advance(5000);
    harness.socket().receive('connect_error', new Error('xhr poll error'));
    expect(harness.store.selectSignal(selectConnectionState)()).toEqual({ status: 'LOST', sinceMs: lostAtMs, failure: null });
  });
});
