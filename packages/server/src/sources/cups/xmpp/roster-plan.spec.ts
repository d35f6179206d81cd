import fc from 'fast-check';
import { findRosterStep, isOurs, type RosterFacts, type RosterStep } from './roster-plan.ts';
import { isAuthorised, type RosterEntry } from './roster-stanza.ts';

const GROUP = 'lampfield';

function entry(subscription: RosterEntry['subscription'], changes: Partial<RosterEntry> = {}): RosterEntry {
  return { bare: 'bob@chat.test', subscription, isAsked: false, groups: [GROUP], ...changes };
}

function step(facts: Partial<RosterFacts>): RosterStep | undefined {
  return findRosterStep({
    ...{ entry: undefined, isWanted: true, isSubscribeSent: false, isRefused: false, isBorrowed: false, group: GROUP },
    ...facts,
  });
}

const foreign = { groups: ['Colleagues'] };

describe('findRosterStep', () => {
  it.each<[string, Partial<RosterFacts>, RosterStep | undefined]>([
    ['wanted and not on the list', {}, 'add'],
    ['wanted and just added', { entry: entry('none') }, 'subscribe'],
    ['wanted and watching us only', { entry: entry('from') }, 'subscribe'],
    ['wanted and asked on this stream', { entry: entry('none'), isSubscribeSent: true }, undefined],
    ['wanted and asked before', { entry: entry('none', { isAsked: true }) }, undefined],
    ['wanted and seen', { entry: entry('to') }, undefined],
    ['wanted and refused', { entry: entry('none'), isRefused: true }, undefined],
    ['wanted and refused by the server', { isRefused: true }, undefined],
    ['wanted on an entry of somebody else', { entry: entry('none', foreign) }, 'subscribe'],
    ['wanted on an entry of somebody else that is seen', { entry: entry('both', foreign) }, undefined],
    ['not wanted and not on the list', { isWanted: false }, undefined],
    ['not wanted and ours', { isWanted: false, entry: entry('to') }, 'remove'],
    ['not wanted and ours among other groups', { isWanted: false, entry: entry('to', { groups: ['x', GROUP] }) }, 'remove'],
    ['not wanted, ours and refused', { isWanted: false, entry: entry('none'), isRefused: true }, 'remove'],
    ['not wanted and somebody else’s', { isWanted: false, entry: entry('to', foreign) }, undefined],
    ['not wanted and borrowed', { isWanted: false, entry: entry('to', foreign), isBorrowed: true }, 'withdraw'],
  ])('for an address that is %s', (_what, facts, expected) => {
    expect(step(facts)).toBe(expected);
  });

  it('ends, and leaves a list that has what is wanted, nothing else of ours, and everything of others', () => {
    const anyEntry = fc.record({
      bare: fc.constant('bob@chat.test'),
      subscription: fc.constantFrom<RosterEntry['subscription']>('none', 'to', 'from', 'both'),
      isAsked: fc.boolean(),
      groups: fc.subarray([GROUP, 'Colleagues', 'Friends']),
    });
    fc.assert(
      fc.property(fc.option(anyEntry, { nil: undefined }), fc.boolean(), (before, isWanted) => {
        const { after, count } = follow(before, isWanted);
        expect(count).toBeLessThanOrEqual(2);
        if (isWanted) expect(isAuthorised(after) || after?.isAsked === true).toBe(true);
        else expect(after !== undefined && isOurs(after, GROUP)).toBe(false);
        if (before !== undefined && !isOurs(before, GROUP)) expect(after?.groups).toEqual(before.groups);
      }),
    );
  });
});

/** Takes steps on a list that does what it is told, until there is none. */
function follow(before: RosterEntry | undefined, isWanted: boolean): { after: RosterEntry | undefined; count: number } {
  let after = before;
  for (let count = 0; ; count += 1) {
    const next = step({ entry: after, isWanted });
    if (next === undefined || count > 10) return { after, count };
    if (next === 'add') after = entry('none');
    else if (next === 'remove') after = undefined;
    else if (after !== undefined) after = { ...after, isAsked: next === 'subscribe' };
  }
}
