import { aContact, itemOf } from '../../testing/items.ts';
import { PresenceHarness } from '../../testing/presence-harness.ts';
import { itemsReceived } from '../actions/socket-actions.ts';
import { contactPresenceIds, selectContactPresence, selectOldPresences, selectPresenceById } from './select-presence.ts';

const PHONE = '9100_JTAPI';
const CHAT = 'anna@example.org_CUPS';
const CALENDAR = 'anna@example.org_EXCHANGE';

describe('the selectors of presence', () => {
  let harness: PresenceHarness;

  beforeEach(async () => {
    harness = await PresenceHarness.connected();
  });

  const contactOf = (ids: readonly string[]) => harness.store.selectSignal(selectContactPresence(aContact('Anna', ids)))();

  const receive = (id: string, changes = {}) => {
    harness.store.dispatch(itemsReceived({ items: [itemOf(id, { version: 10, ...changes })], now: harness.clock.now() }));
  };

  it('know nothing of an id that was neither claimed nor pushed', () => {
    expect(harness.lamp(PHONE)).toBeUndefined();
  });

  it('give the same result again while nothing that concerns the lamp has changed', () => {
    receive(PHONE);
    const select = selectContactPresence([PHONE]);
    const before = harness.store.selectSignal(select)();
    receive(CHAT);
    expect(harness.store.selectSignal(select)()).toBe(before);
  });

  it('compose a contact of its items, and name the one that decided', () => {
    receive(PHONE, { state: 'RINGING' });
    receive(CHAT, { state: 'AWAY' });
    expect(contactOf([PHONE, CHAT])).toMatchObject({
      state: 'RINGING',
      rule: 'PRECEDENCE',
      decidedBy: { id: PHONE },
      items: [{ id: PHONE }, { id: CHAT }],
    });
  });

  it('show a pending lamp for every id of a contact, also before it is claimed', () => {
    expect(contactOf([PHONE, CALENDAR])).toMatchObject({
      state: 'UNKNOWN',
      rule: 'NOTHING_KNOWN',
      items: [
        { id: PHONE, state: 'UNKNOWN', reason: 'PENDING' },
        { id: CALENDAR, state: 'UNKNOWN', reason: 'PENDING' },
      ],
    });
  });

  it('let no uncertain item decide: nothing of it is known while the connection is lost', () => {
    receive(PHONE, { state: 'AVAILABLE' });
    harness.socket().drop();
    expect(contactOf([PHONE])).toMatchObject({ state: 'UNKNOWN', rule: 'NOTHING_KNOWN', items: [{ stale: true }] });
  });

  it('compose a contact without presentities, and take ids instead of a contact', () => {
    expect(contactOf([])).toEqual({ state: 'UNKNOWN', rule: 'NOTHING_KNOWN', items: [] });
    receive(CHAT, { state: 'DND' });
    expect(harness.store.selectSignal(selectContactPresence([CHAT, CHAT]))()).toMatchObject({
      state: 'DND',
      items: [{ id: CHAT }],
    });
  });

  it('leave out an id that no lamp can stand for', () => {
    expect(harness.store.selectSignal(selectContactPresence(['nonsense', PHONE]))().items).toHaveLength(1);
    expect(harness.store.selectSignal(selectPresenceById('nonsense'))()).toBeUndefined();
  });

  it('find the presentities of a contact, each once', () => {
    expect(contactPresenceIds(aContact('Anna', [PHONE, CHAT, PHONE]))).toEqual([PHONE, CHAT]);
  });

  it.each([
    [659_999, 0],
    [660_000, 0],
    [660_001, 1],
  ])('%i ms after the last claim %i entries are old', async (elapsedMs, expected) => {
    await harness.found([PHONE]);
    const { wallMs, monotonicMs } = harness.clock.now();
    const now = { wallMs: wallMs + elapsedMs, monotonicMs: monotonicMs + elapsedMs };
    expect(harness.store.selectSignal(selectOldPresences(now))()).toHaveLength(expected);
  });

  it('find an old entry by the wall clock alone, as the machine may have slept', async () => {
    await harness.found([PHONE]);
    const { wallMs, monotonicMs } = harness.clock.now();
    expect(harness.store.selectSignal(selectOldPresences({ wallMs: wallMs + 660_001, monotonicMs }))()).toHaveLength(1);
  });
});
