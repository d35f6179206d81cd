import type { OnlineUser } from '@lampfield/protocol';
import fc from 'fast-check';
import { compareOnlineUsers, findPlace, keyOf, placeOfOnlineUser, withSortedChanges, type SortedChange } from './online-order.ts';

/** Few enough that changes meet users. */
const anyUser: fc.Arbitrary<OnlineUser> = fc.record({
  user: fc.constantFrom('a', 'ab', 'b', 'z', 'á', '1'),
  host: fc.constantFrom('a.test', 'b.test', 'a'),
});
const anyUsers = fc.uniqueArray(anyUser, { selector: keyOf }).map((users) => users.sort(compareOnlineUsers));
const anyChanges: fc.Arbitrary<SortedChange[]> = fc
  .uniqueArray(fc.record({ user: anyUser, isOnline: fc.boolean() }), { selector: ({ user }) => keyOf(user) })
  .map((changes) => changes.sort((a, b) => compareOnlineUsers(a.user, b.user)));

describe('the order of online users', () => {
  it.each([
    [
      { user: 'z', host: 'a.test' },
      { user: 'a', host: 'b.test' },
    ],
    [
      { user: 'a', host: 'a.test' },
      { user: 'ab', host: 'a.test' },
    ],
    [
      { user: '1', host: 'a.test' },
      { user: 'a', host: 'a.test' },
    ],
    [
      { user: 'z', host: 'a.test' },
      { user: 'á', host: 'a.test' },
    ],
  ])('has %j before %j', (first, second) => {
    expect(compareOnlineUsers(first, second)).toBe(-1);
    expect(compareOnlineUsers(second, first)).toBe(1);
    expect(compareOnlineUsers(first, { ...first })).toBe(0);
  });
});

describe('changes among sorted users', () => {
  it('give what a set would give, in order', () => {
    fc.assert(
      fc.property(anyUsers, anyChanges, (users, changes) => {
        const set = new Map(users.map((user) => [keyOf(user), user]));
        for (const { user, isOnline } of changes) {
          if (isOnline) set.set(keyOf(user), user);
          else set.delete(keyOf(user));
        }
        expect(withSortedChanges(users, changes)).toEqual([...set.values()].sort(compareOnlineUsers));
      }),
    );
  });

  it('leave the list itself where there are none', () => {
    const users = [{ user: 'a', host: 'a.test' }];
    expect(withSortedChanges(users, [])).toBe(users);
  });
});

it.each([
  ['a', 0],
  ['b', 0],
  ['c', 1],
  ['d', 1],
  ['e', 2],
])('the place of %s among b and d is %i', (name, place) => {
  const users = ['b', 'd'].map((user) => ({ user, host: 'a.test' }));
  expect(placeOfOnlineUser(users, { user: name, host: 'a.test' })).toBe(place);
});

it.each([0, 1, 3, 7])('a place among 7 is found at %i', (place) => {
  expect(findPlace(7, (index) => index >= place)).toBe(place);
});
