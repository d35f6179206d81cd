import fc from 'fast-check';
import { aggregatePresence, LONGEST_NOTE, toNote } from './presence-aggregate.ts';
import type { ResourcePresence } from './presence-stanza.ts';

type Show = ResourcePresence['show'];

function client(show: Show, priority = 0, changes: Partial<ResourcePresence> = {}): ResourcePresence {
  return { show, priority, status: undefined, stampMs: undefined, ...changes };
}

function aggregate(...clients: ResourcePresence[]): ReturnType<typeof aggregatePresence> {
  return aggregatePresence(new Map(clients.map((presence, index) => [String(index), presence])));
}

describe('aggregatePresence', () => {
  it.each([
    [undefined, 'AVAILABLE', 'available'],
    ['chat', 'AVAILABLE', 'chat'],
    ['away', 'AWAY', 'away'],
    ['xa', 'AWAY', 'xa'],
    ['dnd', 'DND', 'dnd'],
  ] as const)('reads the show word %s as %s', (show, state, raw) => {
    expect(aggregate(client(show))).toMatchObject({ state, raw, activity: { resources: 1 } });
  });

  it('is OFFLINE without clients', () => {
    expect(aggregate()).toEqual({ state: 'OFFLINE', raw: 'unavailable' });
  });

  it.each<[string, ResourcePresence[], string]>([
    ['the higher priority', [client('chat', 1), client('xa', 2)], 'xa'],
    ['the more available of equals', [client('away'), client(undefined), client('dnd')], 'available'],
    ['chat before available', [client(undefined), client('chat')], 'chat'],
    ['dnd before away', [client('away'), client('dnd')], 'dnd'],
    ['away before xa', [client('xa'), client('away')], 'away'],
    ['0 before a negative priority', [client('chat', -1), client('xa', 0)], 'xa'],
    ['the highest of negative priorities', [client('xa', -3), client('dnd', -2)], 'dnd'],
  ])('lets %s decide, whatever the order', (_rule, clients, raw) => {
    expect(aggregate(...clients).raw).toBe(raw);
    expect(aggregate(...clients.toReversed()).raw).toBe(raw);
  });

  it('lets the one that spoke last decide between equals', () => {
    expect(aggregate(client('dnd', 0, { status: 'old' }), client('dnd', 0, { status: 'new' })).activity?.note).toBe('new');
  });

  it('is AWAY when nobody may be written to, with the word that was shown', () => {
    expect(aggregate(client('chat', -1), client('dnd', -128))).toMatchObject({
      state: 'AWAY',
      raw: 'chat',
      activity: { resources: 2 },
    });
  });

  it('takes note and stamp of the deciding client', () => {
    const clients = [client('dnd', 5, { status: 'busy', stampMs: 7 }), client('away', 0, { status: 'gone', stampMs: 9 })];
    expect(aggregate(...clients)).toEqual({ state: 'DND', raw: 'dnd', activity: { resources: 2, note: 'busy' }, stampMs: 7 });
  });

  it('gives the same verdict whatever the order of clients that differ', () => {
    const show = fc.constantFrom<Show>(undefined, 'chat', 'away', 'xa', 'dnd');
    const clients = fc.array(fc.record({ show, priority: fc.integer({ min: -128, max: 127 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(clients, (some) => {
        const full = some.map(({ show: word, priority }) => client(word, priority));
        const verdict = aggregate(...full);
        expect(aggregate(...full.toReversed())).toEqual(verdict);
        expect(verdict.state === 'OFFLINE').toBe(some.length === 0);
        expect(full.every(({ priority }) => priority < 0) && full.length > 0 ? verdict.state : 'AWAY').toBe('AWAY');
      }),
    );
  });
});

describe('toNote', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    [' in a meeting ', 'in a meeting'],
    ['a\r\n\tb', 'a b'],
    ['a\u0000\u0085b\u2028c', 'a b c'],
    ['in\u202everse\u2066d', 'in verse d'],
    ['<b>&amp;', '<b>&amp;'],
  ])('makes %j one line of plain text', (status, note) => {
    expect(toNote(status)).toBe(note);
  });

  it('is cut between characters, not inside of one', () => {
    expect(toNote('🙂'.repeat(LONGEST_NOTE + 1))).toBe('🙂'.repeat(LONGEST_NOTE));
    expect(toNote('x'.repeat(LONGEST_NOTE))).toHaveLength(LONGEST_NOTE);
  });
});
