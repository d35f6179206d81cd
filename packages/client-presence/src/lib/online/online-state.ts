import type { OnlineCountResponse, OnlineUser } from '@lampfield/protocol';
import type { Instant } from '../intervals/instant.ts';
import type { OnlineProblem } from './online-problem.ts';

/**
 * How the list stands. CLOSED: nobody wants it; OPENING: the server is being asked; OPEN: it tells who comes and goes; FAILED: it does not, for
 * the problem's reason; INTERRUPTED: there is no connection.
 */
export type OnlinePhase = 'CLOSED' | 'OPENING' | 'OPEN' | 'FAILED' | 'INTERRUPTED';

/** Somebody who came or went. */
export interface RecentOnlineChange extends OnlineUser {
  /** Counts the changes of this watch; tells apart several changes of one user. */
  readonly number: number;
  readonly isOnline: boolean;
  /** When it was heard of, by this machine's clock; epoch milliseconds. */
  readonly atMs: number;
}

/** The `online` feature: all of the list but the users themselves, of whom there may be 100,000. Serialisable throughout. */
export interface OnlineFeatureState {
  readonly phase: OnlinePhase;
  /** Counts the openings: what was fetched in an earlier one has missed what happened in between. */
  readonly opening: number;
  /** True when nothing that was known counts any more. */
  readonly isVoid: boolean;
  readonly problem: OnlineProblem | null;
  /** How often in a row the list failed or was void again soon after it was opened. */
  readonly failuresInARow: number;
  readonly openedAt: Instant | null;
  /** Users online as the latest of figures and events says since the server was asked; null while nothing has. */
  readonly total: { readonly users: number; readonly seq: number } | null;
  /** The figures as they were counted last. */
  readonly count: OnlineCountResponse | null;
  /** Latest first; at most {@link RECENT_LIMIT}. */
  readonly recent: readonly RecentOnlineChange[];
  /** How many came and how many left since the watch began. */
  readonly joinedCount: number;
  readonly leftCount: number;
}

/** How many of the latest changes are kept. */
export const RECENT_LIMIT = 50;

/** Nothing is wanted and nothing known. */
export const INITIAL_ONLINE_STATE: OnlineFeatureState = {
  phase: 'CLOSED',
  opening: 0,
  isVoid: true,
  problem: null,
  failuresInARow: 0,
  openedAt: null,
  total: null,
  count: null,
  recent: [],
  joinedCount: 0,
  leftCount: 0,
};
