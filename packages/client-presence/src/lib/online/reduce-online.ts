import type { OnlineCountResponse, OnlineUser, OnlineUsersEvt } from '@lampfield/protocol';
import { ageMs, type Instant } from '../intervals/instant.ts';
import { SETTLED_AFTER_MS } from './online-intervals.ts';
import { isVoiding, type OnlineProblem } from './online-problem.ts';
import { INITIAL_ONLINE_STATE, RECENT_LIMIT, type OnlineFeatureState, type RecentOnlineChange } from './online-state.ts';

/** The server is being asked; the problem and the figures stay until it has answered. What it says counts from now on. */
export function withOpening(state: OnlineFeatureState): OnlineFeatureState {
  // Another process of the server may count anew, so that nothing said before can be compared.
  return { ...state, phase: 'OPENING', total: null };
}

/** The server tells who comes and goes, and has counted. */
export function withOpened(state: OnlineFeatureState, count: OnlineCountResponse, now: Instant): OnlineFeatureState {
  const opened = { ...state, phase: 'OPEN', opening: state.opening + 1, isVoid: false, problem: null, openedAt: now } as const;
  return { ...opened, count, total: withLatest(state.total, { users: count.total, seq: count.seq }) };
}

/** The list cannot be had. */
export function withFailed(state: OnlineFeatureState, problem: OnlineProblem, now: Instant): OnlineFeatureState {
  if (!isFollowed(state)) return state;
  // Several who load pages may fail at once: that is one failure.
  const counted = state.phase === 'FAILED' ? state : withOneMoreFailure(state, now);
  const failed = { ...counted, phase: 'FAILED', problem } as const;
  return isVoiding(problem) ? withNothingKnown(failed) : failed;
}

/** Everything is void and will be asked for again; at once where that is what was waited for. */
export function withVoided(state: OnlineFeatureState, now: Instant): OnlineFeatureState {
  if (!isFollowed(state)) return state;
  const wasAwaited = state.phase === 'FAILED' && state.problem?.code === 'REPLICA_NOT_READY';
  if (wasAwaited) return withNothingKnown({ ...state, phase: 'OPENING', failuresInARow: 1 });
  return withNothingKnown({ ...withOneMoreFailure(state, now), phase: 'OPENING' });
}

/** The connection is lost: what was known stays, and who shows it has to say that it grows old. */
export function withInterrupted(state: OnlineFeatureState): OnlineFeatureState {
  return state.phase === 'CLOSED' ? state : { ...state, phase: 'INTERRUPTED', problem: null, failuresInARow: 0 };
}

/** Nothing is left of it but the number of openings, which never starts anew, so that none is taken for another. */
export function withClosed({ opening }: OnlineFeatureState): OnlineFeatureState {
  return { ...INITIAL_ONLINE_STATE, opening };
}

/** The figures were counted again. */
export function withCounted(state: OnlineFeatureState, count: OnlineCountResponse): OnlineFeatureState {
  if (state.phase !== 'OPEN') return state;
  return { ...state, count, total: withLatest(state.total, { users: count.total, seq: count.seq }) };
}

/** Some came, some left. */
export function withUsersChanged(state: OnlineFeatureState, event: OnlineUsersEvt, now: Instant): OnlineFeatureState {
  if (!isFollowed(state)) return state;
  const { seq, total, joined, left } = event;
  return {
    ...state,
    total: withLatest(state.total, { users: total, seq }),
    recent: withRecent(state, event, now.wallMs),
    joinedCount: state.joinedCount + joined.length,
    leftCount: state.leftCount + left.length,
  };
}

function withRecent(
  { recent, joinedCount, leftCount }: OnlineFeatureState,
  { joined, left }: OnlineUsersEvt,
  atMs: number,
): readonly RecentOnlineChange[] {
  const total = joined.length + left.length;
  if (total === 0) return recent;
  const first = joinedCount + leftCount + 1;
  // Of a crowd only as many are named as are kept.
  const [newLeft, newJoined] = [left.slice(-RECENT_LIMIT), joined.slice(-RECENT_LIMIT)];
  const toChange = (isOnline: boolean, from: number) => {
    return ({ user, host }: OnlineUser, index: number): RecentOnlineChange => ({
      user,
      host,
      isOnline,
      atMs,
      number: from + index,
    });
  };
  const changes = [...newLeft.map(toChange(false, first)), ...newJoined.map(toChange(true, first + newLeft.length))];
  return [...changes.reverse(), ...recent].slice(0, RECENT_LIMIT);
}

/** What comes after the end, of a request or an event on its way, is nobody's. */
function isFollowed({ phase }: OnlineFeatureState): boolean {
  return phase !== 'CLOSED' && phase !== 'INTERRUPTED';
}

/** A list that was open for a while before did not fail in a row. */
function withOneMoreFailure(state: OnlineFeatureState, now: Instant): OnlineFeatureState {
  const hasSettled = state.openedAt !== null && ageMs(state.openedAt, now) >= SETTLED_AFTER_MS;
  return { ...state, openedAt: null, failuresInARow: hasSettled ? 1 : state.failuresInARow + 1 };
}

function withNothingKnown(state: OnlineFeatureState): OnlineFeatureState {
  return { ...state, isVoid: true, total: null, count: null };
}

type Total = NonNullable<OnlineFeatureState['total']>;

function withLatest(known: Total | null, said: Total): Total {
  return known !== null && known.seq > said.seq ? known : said;
}
