import type { OnlineUser } from '@lampfield/protocol';

/** A user who came or went. */
export interface SortedChange {
  readonly user: OnlineUser;
  readonly isOnline: boolean;
}

/** Identifies a user: neither part of an address may have an at sign. */
export function keyOf({ user, host }: OnlineUser): string {
  return `${user}@${host}`;
}

/** The order of the server's pages: by host, then by name, both by UTF-16 code units. */
export function compareOnlineUsers(a: OnlineUser, b: OnlineUser): number {
  return compare(a.host, b.host) || compare(a.user, b.user);
}

/** The first index from 0 to `length` for which the test holds, if it holds for all after one for which it does. */
export function findPlace(length: number, test: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Where a user stands among users in their order: his index, or, when he is not there, that of the first after him. So that a screen can stay where it
 * is while others come and go.
 */
export function placeOfOnlineUser(users: readonly OnlineUser[], user: OnlineUser): number {
  return placeOf(user, users, 0);
}

/**
 * Applies changes to sorted users; both in order, no user twice among the changes. What lies between the changes is copied in pieces, so that one
 * change among 100,000 users costs a search and a copy, and nothing for each of the others.
 */
export function withSortedChanges(users: readonly OnlineUser[], changes: readonly SortedChange[]): readonly OnlineUser[] {
  if (changes.length === 0) return users;
  const pieces: (readonly OnlineUser[])[] = [];
  let added: OnlineUser[] = [];
  let from = 0;
  for (const { user, isOnline } of changes) {
    const place = placeOf(user, users, from);
    if (place > from) {
      pieces.push(added, users.slice(from, place));
      added = [];
    }
    const found = users[place];
    const isThere = found !== undefined && compareOnlineUsers(found, user) === 0;
    if (isOnline) added.push(isThere ? found : user);
    from = isThere ? place + 1 : place;
  }
  return ([] as OnlineUser[]).concat(...pieces, added, users.slice(from));
}

/** Pages follow one another: whoever comes after everybody is found without a search. */
function placeOf(user: OnlineUser, users: readonly OnlineUser[], from: number): number {
  const next = users[from];
  if (next === undefined || compareOnlineUsers(next, user) >= 0) return from;
  const length = users.length - from;
  return from + findPlace(length, (index) => isAtOrAfter(users[from + index], user));
}

function isAtOrAfter(candidate: OnlineUser | undefined, user: OnlineUser): boolean {
  return candidate === undefined || compareOnlineUsers(candidate, user) >= 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
