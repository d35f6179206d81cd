import type { OnlineUser } from '@lampfield/protocol';
import type { OnlineFilter } from './online-filter.ts';
import type { FollowedList } from './online-list-follower.ts';
import type { OnlineStatus } from './select-online.ts';

/** The list of online users as it may be shown. */
export interface ShownOnlineUsers {
  /** LIVE: the list is whole (but see `isCapped`) and kept right. FILTER_REFUSED: nobody can fit this filter. Else as {@link OnlineStatus}. */
  readonly status: Exclude<OnlineStatus, 'OPEN'> | 'LIVE' | 'FILTER_REFUSED';
  /** What is shown was fetched with it; canonical, so it may lag behind and look different from what was asked for. */
  readonly filter: OnlineFilter;
  /** Ordered by host and name. While the status is not LIVE they may be some of them, or as they were. */
  readonly users: readonly OnlineUser[];
  /** There are more than may be loaded; these are the first. */
  readonly isCapped: boolean;
  /** How many fit the filter; of a capped list as the server said when it was loaded. */
  readonly matching: number;
}

/** What to say of a list in the light of how the list as a whole stands. */
export function toShownOnlineUsers(followed: FollowedList, status: OnlineStatus): ShownOnlineUsers {
  const { filter, users, isCapped, matching } = followed.shown;
  return { status: status === 'OPEN' ? statusOfOpen(followed) : status, filter, users, isCapped, matching };
}

function statusOfOpen({ isFetching, isRefused }: FollowedList): ShownOnlineUsers['status'] {
  if (isRefused) return 'FILTER_REFUSED';
  return isFetching ? 'LOADING' : 'LIVE';
}
