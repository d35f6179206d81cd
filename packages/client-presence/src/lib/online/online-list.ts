import type { OnlineResponse, OnlineUser, OnlineUsersEvt } from '@lampfield/protocol';
import { compareOnlineUsers, findPlace, keyOf, withSortedChanges, type SortedChange } from './online-order.ts';
import { fitsFilter, type OnlineFilter } from './online-filter.ts';

/** Up to which user, in their order, a page told who is online, and at which `seq`. Null: to the end. */
interface Coverage {
  readonly upTo: OnlineUser | null;
  readonly seq: number;
}

/** What an event said of a user whom no page has covered yet. */
interface Rumour extends SortedChange {
  readonly seq: number;
}

/**
 * Who is online, as pages and events tell it together. Both carry the `seq` of the moment they speak of, so their order of arrival does not
 * matter: of what is said of one user, the higher `seq` is true. A page also speaks of those whom it does not name, between its first and
 * last user.
 */
export interface OnlineList {
  /** Canonical. */
  readonly filter: OnlineFilter;
  /** Ordered by host and name. */
  readonly users: readonly OnlineUser[];
  /** What the pages covered, in their order. */
  readonly covered: readonly Coverage[];
  readonly rumours: ReadonlyMap<string, Rumour>;
  /** The last page has come: from now on events alone keep the list right. */
  readonly isComplete: boolean;
  /** There are more than may be loaded; the list ends with the last one loaded. */
  readonly isCapped: boolean;
  /** How many fit the filter: exact while the list is not capped, else as the last page said. */
  readonly matching: number;
}

/** One page, and whether no further one will be fetched. */
export interface LoadedPage {
  readonly page: OnlineResponse;
  readonly isLast: boolean;
}

/** Nothing is known yet. From now on events have to be told to it, and pages asked for. */
export function emptyOnlineList(filter: OnlineFilter): OnlineList {
  return { filter, users: [], covered: [], rumours: new Map(), isComplete: false, isCapped: false, matching: 0 };
}

/** The list with the next page. What events said that is newer stands, what is older is settled by the page. */
export function withPage(list: OnlineList, { page, isLast }: LoadedPage): OnlineList {
  const isCapped = isLast && page.cursor !== undefined;
  const lastUser = page.users.at(-1) ?? null;
  const upTo = isLast && !isCapped ? null : lastUser;
  const rumours = [...list.rumours.values()].filter(({ user }) => isUpTo(user, upTo));
  const corrections = rumours.filter(({ seq }) => seq > page.seq).sort((a, b) => compareOnlineUsers(a.user, b.user));
  const named = page.users.map(({ user, host }) => ({ user: { user, host }, isOnline: true }));
  const users = withSortedChanges(withSortedChanges(list.users, named), corrections);
  const settled = new Set(rumours.map(({ user }) => keyOf(user)));
  return {
    ...list,
    users,
    covered: [...list.covered, { upTo, seq: page.seq }],
    rumours: isLast ? new Map() : new Map([...list.rumours].filter(([key]) => !settled.has(key))),
    isComplete: isLast,
    isCapped,
    matching: isCapped ? Math.max(page.matching, users.length) : users.length,
  };
}

/** The list after an event. What a page has covered later is left as it is; of whom no page has spoken yet it is kept in mind. */
export function withOnlineChanges(list: OnlineList, { seq, joined, left }: OnlineUsersEvt): OnlineList {
  const changes = [...changesOf(joined, true), ...changesOf(left, false)]
    .filter(({ user }) => fitsFilter(user, list.filter))
    .sort((a, b) => compareOnlineUsers(a.user, b.user));
  if (changes.length === 0) return list;
  const news: SortedChange[] = [];
  const rumours = new Map(list.rumours);
  for (const change of changes) {
    const coveredAt = seqCovering(list, change.user);
    if (coveredAt === undefined) rumours.set(keyOf(change.user), { ...change, seq });
    else if (seq > coveredAt) news.push(change);
  }
  const users = withSortedChanges(list.users, news);
  // Beyond the end of a capped list nothing is known, so nothing is kept in mind.
  const kept = list.isComplete ? list.rumours : rumours;
  return { ...list, users, rumours: kept, matching: list.isCapped ? list.matching : users.length };
}

function changesOf(users: readonly OnlineUser[], isOnline: boolean): SortedChange[] {
  return users.map((user) => ({ user, isOnline }));
}

/** The `seq` of the page that covered a user, named or not; undefined while none has. */
function seqCovering({ covered }: OnlineList, user: OnlineUser): number | undefined {
  const place = findPlace(covered.length, (index) => isUpTo(user, covered[index]?.upTo ?? null));
  return covered[place]?.seq;
}

function isUpTo(user: OnlineUser, upTo: OnlineUser | null): boolean {
  return upTo === null || compareOnlineUsers(user, upTo) <= 0;
}
