import type { OnlineHostCount } from '@lampfield/protocol';
import { createSelector, type MemoizedSelector } from '@ngrx/store';
import type { RequestErrorCode } from '../connection/request-error.ts';
import { presenceFeature } from '../state/presence-feature.ts';
import { selectMaySeeOnline } from '../state/select-session.ts';
import { onlineFeature } from './online-feature.ts';
import type { OnlineFeatureState, RecentOnlineChange } from './online-state.ts';

/**
 * What the screen says about the list as a whole. LOADING: it is being opened; OPEN: it is kept right; DISCONNECTED: no connection to the server,
 * what is shown grows old; NOT_ALLOWED: not for this user; NO_SOURCE: no cluster is configured; NOT_READY: the server has not loaded it, or has lost the
 * cluster; UNREACHABLE: no answer; FAILED: another problem. All but NOT_ALLOWED and NO_SOURCE pass by themselves.
 */
export type OnlineStatus =
  'LOADING' | 'OPEN' | 'DISCONNECTED' | 'NOT_ALLOWED' | 'NO_SOURCE' | 'NOT_READY' | 'UNREACHABLE' | 'FAILED';

/** How many are online. */
export interface OnlineFigures {
  /** Users; somebody with two clients counts once. Right at any time. */
  readonly total: number;
  /** Sessions and figures of each host as they were counted last, within seconds. */
  readonly sessions: number;
  /** Ordered by host. */
  readonly hosts: readonly OnlineHostCount[];
}

/** How many came and how many left since the list was opened. */
export interface OnlineChangeCounts {
  readonly joined: number;
  readonly left: number;
}

type StateSelector<T> = MemoizedSelector<object, T>;

const STATUS_OF_PROBLEM: Readonly<Partial<Record<RequestErrorCode, OnlineStatus>>> = {
  NOT_ALLOWED: 'NOT_ALLOWED',
  NO_SOURCE: 'NO_SOURCE',
  REPLICA_NOT_READY: 'NOT_READY',
  UNREACHABLE: 'UNREACHABLE',
  TIMEOUT: 'UNREACHABLE',
};

/** The number of the connection over which the list may be watched; null while there is none, or the user may not see it. */
export const selectOnlineConnection: StateSelector<number | null> = createSelector(
  presenceFeature.selectSession,
  presenceFeature.selectLink,
  selectMaySeeOnline,
  ({ phase }, { status, connection }, maySee) => (phase === 'READY' && status === 'CONNECTED' && maySee ? connection : null),
);

/** See {@link OnlineStatus}. */
export const selectOnlineStatus: StateSelector<OnlineStatus> = createSelector(
  presenceFeature.selectSession,
  presenceFeature.selectLink,
  onlineFeature.selectOnlineState,
  ({ phase, permissions }, link, online) => {
    if (phase === 'READY' && !permissions.includes('ONLINE')) return 'NOT_ALLOWED';
    if (link.status === 'LOST') return 'DISCONNECTED';
    return statusOf(online);
  },
);

/** The code behind the status FAILED, for support; null while the list did not fail. */
export const selectOnlineProblem: StateSelector<RequestErrorCode | null> = createSelector(
  onlineFeature.selectProblem,
  (problem) => problem?.code ?? null,
);

/** See {@link OnlineFigures}; null while nothing is known. */
export const selectOnlineFigures: StateSelector<OnlineFigures | null> = createSelector(
  onlineFeature.selectTotal,
  onlineFeature.selectCount,
  (total, count) => count && { total: total?.users ?? count.total, sessions: count.sessions, hosts: count.hosts },
);

/** The latest who came or left, latest first. */
export const selectRecentOnlineChanges: StateSelector<readonly RecentOnlineChange[]> = onlineFeature.selectRecent;

/** See {@link OnlineChangeCounts}. */
export const selectOnlineChangeCounts: StateSelector<OnlineChangeCounts> = createSelector(
  onlineFeature.selectJoinedCount,
  onlineFeature.selectLeftCount,
  (joined, left) => ({ joined, left }),
);

/**
 * What is to be done with a list that was fetched: CLEAR it, as it is void; KEEP it as it is, growing old; or, with the number of the opening, fetch
 * it anew.
 */
export const selectListFetch: StateSelector<number | 'KEEP' | 'CLEAR'> = createSelector(
  onlineFeature.selectPhase,
  onlineFeature.selectOpening,
  onlineFeature.selectIsVoid,
  (phase, opening, isVoid) => {
    if (isVoid) return 'CLEAR';
    return phase === 'OPEN' ? opening : 'KEEP';
  },
);

function statusOf({ phase, problem }: OnlineFeatureState): OnlineStatus {
  if (phase === 'OPEN') return 'OPEN';
  return problem === null ? 'LOADING' : (STATUS_OF_PROBLEM[problem.code] ?? 'FAILED');
}
