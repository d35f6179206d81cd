import fc from 'fast-check';
import { composePresence, type CompositionRule } from './composition.ts';
import { presenceId } from './presence-id.ts';
import type { PresenceItem } from './presence-item.ts';
import { PRESENCE_STATES, precedenceOf, type PresenceState } from './presence-state.ts';
import { PRESENCE_TYPES, type PresenceType } from './presence-type.ts';

function item(type: PresenceType, state: PresenceState, more: Partial<PresenceItem> = {}): PresenceItem {
  return { id: presenceId('x', type), identifier: 'x', type, state, since: null, version: 1, confirmedAt: 0, ...more };
}

interface Row {
  readonly says: string;
  readonly items: readonly PresenceItem[];
  readonly state: PresenceState;
  readonly by?: PresenceType;
  readonly rule?: CompositionRule;
}

/** The product's decisions, one a row. */
const TABLE: readonly Row[] = [
  { says: 'nothing at all', items: [], state: 'UNKNOWN', rule: 'NOTHING_KNOWN' },
  { says: 'only unknown', items: [item('JTAPI', 'UNKNOWN')], state: 'UNKNOWN', rule: 'NOTHING_KNOWN' },
  { says: 'ringing beats a call', items: [item('CUPS', 'ON_CALL'), item('JTAPI', 'RINGING')], state: 'RINGING', by: 'JTAPI' },
  { says: 'a call beats do not disturb', items: [item('CUPS', 'DND'), item('JTAPI', 'ON_CALL')], state: 'ON_CALL', by: 'JTAPI' },
  {
    says: 'dialling beats do not disturb',
    items: [item('CUPS', 'DND'), item('JTAPI', 'DIALING')],
    state: 'DIALING',
    by: 'JTAPI',
  },
  {
    says: 'do not disturb beats a meeting',
    items: [item('EXCHANGE', 'IN_MEETING'), item('CUPS', 'DND')],
    state: 'DND',
    by: 'CUPS',
  },
  {
    says: 'a meeting beats busy',
    items: [item('JTAPI', 'BUSY'), item('EXCHANGE', 'IN_MEETING')],
    state: 'IN_MEETING',
    by: 'EXCHANGE',
  },
  { says: 'busy beats away', items: [item('CUPS', 'AWAY'), item('JTAPI', 'BUSY')], state: 'BUSY', by: 'JTAPI' },
  {
    says: 'away in chat beats a phone that is there',
    items: [item('JTAPI', 'AVAILABLE'), item('CUPS', 'AWAY')],
    state: 'AWAY',
    by: 'CUPS',
  },
  {
    says: 'a stale item does not vote',
    items: [item('CUPS', 'DND', { stale: true }), item('JTAPI', 'AVAILABLE')],
    state: 'AVAILABLE',
    by: 'JTAPI',
  },
  { says: 'only stale is unknown', items: [item('CUPS', 'AVAILABLE', { stale: true })], state: 'UNKNOWN', rule: 'NOTHING_KNOWN' },
  { says: 'a free calendar is not presence', items: [item('EXCHANGE', 'AVAILABLE')], state: 'UNKNOWN', rule: 'NOTHING_KNOWN' },
  {
    says: 'a free calendar against chat off',
    items: [item('EXCHANGE', 'AVAILABLE'), item('CUPS', 'OFFLINE')],
    state: 'OFFLINE',
    by: 'CUPS',
  },
  {
    says: 'chat off, phone live',
    items: [item('CUPS', 'OFFLINE'), item('JTAPI', 'AVAILABLE')],
    state: 'AVAILABLE',
    by: 'JTAPI',
    rule: 'ONLY_PHONE_LIVE',
  },
  { says: 'chat and phone off', items: [item('CUPS', 'OFFLINE'), item('JTAPI', 'OFFLINE')], state: 'OFFLINE', by: 'CUPS' },
  {
    says: 'chat on, phone not known',
    items: [item('CUPS', 'AVAILABLE'), item('JTAPI', 'UNKNOWN')],
    state: 'AVAILABLE',
    by: 'CUPS',
  },
];

test.each(TABLE)('composition: $says is $state', ({ items, state, by, rule = 'PRECEDENCE' }) => {
  const composed = composePresence(items);
  expect([composed.state, composed.rule, composed.decidedBy?.type]).toEqual([state, rule, by]);
});

const anyItems = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom(...PRESENCE_TYPES),
      fc.constantFrom(...PRESENCE_STATES),
      fc.boolean(),
      fc.option(fc.nat(), { nil: null }),
    )
    .map(([type, state, isStale, since]) => item(type, state, { since, ...(isStale && { stale: true as const }) })),
  { selector: ({ id }) => id, maxLength: 4 },
);

test('the result does not depend on the order of the items', () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      expect(composePresence([...items].reverse())).toEqual(composePresence(items));
    }),
  );
});

test('the result is never more than some item says with certainty', () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const { state, decidedBy } = composePresence(items);
      if (decidedBy === undefined) expect(state).toBe('UNKNOWN');
      else {
        expect(items).toContain(decidedBy);
        expect([decidedBy.stale, decidedBy.state]).toEqual([undefined, state]);
        for (const other of items) {
          const isSilent = other.type === 'EXCHANGE' && other.state === 'AVAILABLE';
          if (other.stale !== true && !isSilent) expect(precedenceOf(other.state)).toBeGreaterThanOrEqual(precedenceOf(state));
        }
      }
    }),
  );
});
