import type { ShownPresence, ShownReason } from '@lampfield/client-presence';
import { PRESENCE_REASONS, PRESENCE_STATES, PRESENCE_TYPES } from '@lampfield/protocol';
import fc from 'fast-check';
import { shown } from '../../testing/samples.ts';
import { durationKind, lampLabel, toLampView } from './lamp-view.ts';
import { REASON_DOUBTS, STATE_WORDS } from './words.ts';

const SHOWN_REASONS: readonly ShownReason[] = [...PRESENCE_REASONS, 'CONNECTION_LOST', 'NOT_CONFIRMED'];

const anyShown: fc.Arbitrary<ShownPresence> = fc
  .record({
    type: fc.constantFrom(...PRESENCE_TYPES),
    state: fc.constantFrom(...PRESENCE_STATES),
    since: fc.option(fc.nat(), { nil: null }),
    isStale: fc.boolean(),
    reason: fc.option(fc.constantFrom(...SHOWN_REASONS), { nil: undefined }),
    note: fc.string(),
  })
  .map(({ type, state, since, isStale, reason, note }) =>
    shown(type, {
      state,
      since,
      activity: { note, peer: { number: '9101' }, direction: 'in' },
      ...(isStale ? { stale: true as const } : {}),
      ...(reason === undefined ? {} : { reason }),
    }),
  );

test('what is unverified never looks certain: nothing runs, nobody is named, and it says so with a reason', () => {
  fc.assert(
    fc.property(anyShown, (item) => {
      const view = toLampView(item);
      if (item.stale !== true) return view.isVerified;
      const isSilent = view.since === undefined && view.detail === undefined;
      const says = view.state === 'UNKNOWN' ? 'Unknown, ' : ', unverified, ';
      return !view.isVerified && isSilent && lampLabel(view).includes(says) && (view.doubt?.sentence ?? '') !== '';
    }),
  );
});

test('UNKNOWN always says why, and never since when', () => {
  fc.assert(
    fc.property(anyShown, (item) => {
      const view = toLampView({ ...item, state: 'UNKNOWN' });
      return view.doubt !== undefined && view.since === undefined;
    }),
  );
});

test.each(SHOWN_REASONS)('the reason %s has words of its own', (reason) => {
  const { doubt } = toLampView(shown('JTAPI', { state: 'UNKNOWN', reason }));
  expect(doubt).toEqual(REASON_DOUBTS[reason]);
  const sentences = Object.values(REASON_DOUBTS).map(({ sentence }) => sentence);
  expect(sentences.filter((sentence) => sentence === doubt?.sentence)).toHaveLength(1);
});

test.each([
  [shown('JTAPI', { state: 'ON_CALL' }), 'On call'],
  [shown('EXCHANGE', { state: 'AVAILABLE' }), 'Free'],
  [shown('EXCHANGE', { state: 'AVAILABLE', stale: true }), 'Free, unverified, not confirmed'],
  [shown('EXCHANGE', { state: 'IN_MEETING' }), 'In meeting'],
  [shown('CUPS', { state: 'AVAILABLE' }), 'Available'],
  [shown('JTAPI', { state: 'UNKNOWN', reason: 'NO_SOURCE' }), 'Unknown, not configured'],
  [shown('JTAPI', { state: 'UNKNOWN' }), 'Unknown, no reason given'],
  [shown('JTAPI', { state: 'ON_CALL', stale: true }), 'On call, unverified, not confirmed'],
  [shown('CUPS', { state: 'AWAY', stale: true, reason: 'CONNECTION_LOST' }), 'Away, unverified, no connection'],
  [shown('CUPS', { state: 'UNKNOWN', stale: true, reason: 'SOURCE_DOWN' }), 'Unknown, source down'],
])('the label of %j is "%s"', (item, label) => {
  expect(lampLabel(toLampView(item))).toBe(label);
});

test('a state that began at an unknown time has no duration', () => {
  expect(toLampView(shown('JTAPI', { state: 'ON_CALL', since: null })).since).toBeUndefined();
  expect(toLampView(shown('JTAPI', { state: 'ON_CALL', since: 5 })).since).toBe(5);
});

test('a phone names its peer, a chat client quotes its user', () => {
  const activity = { peer: { number: '9101' }, direction: 'in' as const, note: 'Back at three' };
  expect(toLampView(shown('JTAPI', { state: 'RINGING', activity })).detail).toBe('from 9101');
  expect(toLampView(shown('CUPS', { state: 'AWAY', activity })).detail).toBe('Back at three');
});

test.each([
  [0, undefined],
  [1, undefined],
  [2, '2 clients'],
])('who is online with %i clients of an XMPP cluster has said of them "%s"', (resources, detail) => {
  expect(toLampView(shown('XMPP', { state: 'AVAILABLE', activity: { resources } })).detail).toBe(detail);
});

test('who is connected without presence is told from whom the source has not answered yet', () => {
  const pending = { state: 'UNKNOWN', reason: 'PENDING' } as const;
  expect(lampLabel(toLampView(shown('XMPP', { ...pending, activity: { resources: 1 } })))).toBe('Unknown, no presence yet');
  expect(lampLabel(toLampView(shown('XMPP', pending)))).toBe('Unknown, waiting');
});

test('calls are timed by the second, absences by the minute, the rest not at all', () => {
  const kinds = Object.fromEntries(PRESENCE_STATES.map((state) => [state, durationKind(state)]));
  expect(kinds).toEqual({
    RINGING: 'clock',
    ON_CALL: 'clock',
    DIALING: 'clock',
    DND: 'coarse',
    IN_MEETING: 'none',
    BUSY: 'coarse',
    AWAY: 'coarse',
    AVAILABLE: 'none',
    OFFLINE: 'none',
    UNKNOWN: 'none',
  });
});

test('every state has a word, and no two the same', () => {
  expect(new Set(PRESENCE_STATES.map((state) => STATE_WORDS[state])).size).toBe(PRESENCE_STATES.length);
});
