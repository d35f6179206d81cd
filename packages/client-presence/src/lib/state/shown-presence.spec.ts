import { anItem } from '../../testing/items.ts';
import { entryAdapter, INITIAL_STATE } from './initial-state.ts';
import type { PresenceEntry } from './presence-entry.ts';
import type { LinkState } from './presence-state.ts';
import { newEntry } from './reduce-items.ts';
import { shownPresence, type Certainty } from './shown-presence.ts';

const NOW = { wallMs: 1_000_000, monotonicMs: 0 };
const CONNECTED: LinkState = { ...INITIAL_STATE.link, status: 'CONNECTED', connection: 3, resyncedConnection: 3 };
const CERTAIN: Certainty = { link: CONNECTED, sources: {} };

const entry = (changes: Partial<PresenceEntry> = {}): PresenceEntry => ({
  ...newEntry('9100_JTAPI', NOW),
  item: anItem({ state: 'ON_CALL' }),
  confirmedIn: 3,
  ...changes,
});

describe('a lamp', () => {
  it('shows an item that arrived over this connection as it is', () => {
    const item = anItem({ state: 'ON_CALL' });
    expect(shownPresence(entry({ item }), CERTAIN)).toBe(item);
  });

  it.each(['CLOSED', 'CONNECTING', 'LOST'] as const)('is not certain while the connection is %s', (status) => {
    const shown = shownPresence(entry(), { ...CERTAIN, link: { ...CONNECTED, status } });
    expect(shown).toMatchObject({ state: 'ON_CALL', stale: true, reason: 'CONNECTION_LOST' });
  });

  it('is not certain until its item has arrived over this connection', () => {
    expect(shownPresence(entry({ confirmedIn: 2 }), CERTAIN)).toMatchObject({ stale: true, reason: 'NOT_CONFIRMED' });
  });

  it('is not certain while its source is down, and says why', () => {
    const down = { type: 'JTAPI', state: 'DOWN', since: 1 } as const;
    expect(shownPresence(entry(), { ...CERTAIN, sources: { JTAPI: down } })).toMatchObject({
      stale: true,
      reason: 'SOURCE_DOWN',
    });
    const full = { ...down, reason: 'SOURCE_FULL' } as const;
    expect(shownPresence(entry(), { ...CERTAIN, sources: { JTAPI: full } })).toMatchObject({
      stale: true,
      reason: 'SOURCE_FULL',
    });
  });

  it('keeps its own reason for being UNKNOWN while its source is down', () => {
    const item = anItem({ state: 'UNKNOWN', reason: 'NOT_CONTROLLED' });
    const sources = { JTAPI: { type: 'JTAPI', state: 'DOWN', since: 1 } } as const;
    expect(shownPresence(entry({ item }), { ...CERTAIN, sources })).toBe(item);
  });

  it('does not care about other sources', () => {
    const sources = { CUPS: { type: 'CUPS', state: 'DOWN', since: 1 } } as const;
    expect(shownPresence(entry(), { ...CERTAIN, sources })?.stale).toBeUndefined();
  });

  it('passes on what the server itself says is stale', () => {
    const item = anItem({ stale: true, reason: 'SOURCE_DOWN' });
    expect(shownPresence(entry({ item }), CERTAIN)).toBe(item);
  });

  it('is UNKNOWN and pending while nothing has arrived', () => {
    const waiting = entry({ item: null, confirmedIn: 0 });
    expect(shownPresence(waiting, CERTAIN)).toEqual({
      id: '9100_JTAPI',
      identifier: '9100',
      type: 'JTAPI',
      state: 'UNKNOWN',
      since: null,
      version: 0,
      confirmedAt: 0,
      reason: 'PENDING',
    });
  });

  it('says that the connection is lost rather than that something is coming', () => {
    const waiting = entry({ item: null, confirmedIn: 0 });
    const shown = shownPresence(waiting, { ...CERTAIN, link: { ...CONNECTED, status: 'LOST' } });
    expect(shown).toMatchObject({ state: 'UNKNOWN', reason: 'CONNECTION_LOST' });
  });

  it.each([
    ['NOT_ALLOWED', 'DENIED'],
    ['LIMIT', 'DENIED'],
    ['INVALID_ID', 'NOT_FOUND'],
    ['UNKNOWN_TYPE', 'NO_SOURCE'],
  ] as const)('that the server refused with %s is UNKNOWN, reason %s, not dark', (code, reason) => {
    const refused = entry({ lease: { status: 'REFUSED', renewedAt: null, code } });
    expect(shownPresence(refused, CERTAIN)).toMatchObject({ state: 'UNKNOWN', reason });
  });
});

describe('the initial state', () => {
  it('has no entries, so nothing of one user is there for the next', () => {
    expect(entryAdapter.getSelectors().selectTotal(INITIAL_STATE.entries)).toBe(0);
  });
});
