import type { DirectoryInfo, Permission, PresenceType, SourceStateEvt, UserProfile } from '@lampfield/protocol';
import { createSelector, type MemoizedSelector } from '@ngrx/store';
import type { RequestErrorCode } from '../connection/request-error.ts';
import { presenceFeature } from './presence-feature.ts';
import type { LinkState, SessionState } from './presence-state.ts';

/**
 * What the screen says about the connection. UNKNOWN: the start-up chain was not begun. LOADING: it is being loaded, `failure` says
 * why the last try failed. RESYNCING: connected, not everything is confirmed yet. LOST: the lamps are not certain; it comes back by
 * itself.
 */
export type ConnectionStatus = 'UNKNOWN' | 'LOADING' | 'SIGNED_OUT' | 'CONNECTING' | 'RESYNCING' | 'CONNECTED' | 'LOST';

/** See {@link ConnectionStatus}. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Since when the socket is in this state, epoch milliseconds; null when there is none. */
  readonly sinceMs: number | null;
  /** Why the last try to load failed; null when it did not. */
  readonly failure: RequestErrorCode | null;
}

type StateSelector<T> = MemoizedSelector<object, T>;

/** Who is signed in, with T and G in seconds; null when nobody is. */
export const selectUserProfile: StateSelector<UserProfile | null> = createSelector(
  presenceFeature.selectSession,
  ({ profile }) => profile,
);

/** The directories the user may search. */
export const selectDirectories: StateSelector<readonly DirectoryInfo[]> = createSelector(
  presenceFeature.selectSession,
  ({ directories }) => directories,
);

/** What the user may do beyond searching. */
export const selectPermissions: StateSelector<readonly Permission[]> = createSelector(
  presenceFeature.selectSession,
  ({ permissions }) => permissions,
);

/** Whether the user may see who is online in the XMPP cluster; false too where there is none. */
export const selectMaySeeOnline: StateSelector<boolean> = createSelector(selectPermissions, (permissions) =>
  permissions.includes('ONLINE'),
);

/** Whether the user may look into the calendars that he watches. */
export const selectMayPeekCalendars: StateSelector<boolean> = createSelector(selectPermissions, (permissions) =>
  permissions.includes('CALENDAR'),
);

/** The session: its phase, and why it ended. */
export const selectSession: StateSelector<SessionState> = presenceFeature.selectSession;

/** What each source said last on this connection; a type that is absent has no source. */
export const selectSourceStates: StateSelector<Readonly<Partial<Record<PresenceType, SourceStateEvt>>>> =
  presenceFeature.selectSources;

/** How many messages of the server could not be read and were dropped. */
export const selectUnreadableCount: StateSelector<number> = presenceFeature.selectUnreadableCount;

/**
 * The server's clock minus this machine's, milliseconds: to be added to the wall clock before an item's `since` or `until` is compared
 * with it. A machine whose clock is wrong would show wrong durations otherwise.
 */
export const selectClockOffsetMs: StateSelector<number> = createSelector(
  presenceFeature.selectLink,
  ({ clockOffsetMs }) => clockOffsetMs,
);

/** See {@link ConnectionState}. */
export const selectConnectionState: StateSelector<ConnectionState> = createSelector(
  presenceFeature.selectSession,
  presenceFeature.selectLink,
  ({ phase, failure }, link) => ({
    status: phase === 'READY' ? statusOf(link) : phase,
    sinceMs: link.sinceMs,
    failure,
  }),
);

function statusOf({ status, connection, resyncedConnection }: LinkState): ConnectionStatus {
  if (status === 'CONNECTED') return resyncedConnection === connection ? 'CONNECTED' : 'RESYNCING';
  return status === 'CLOSED' ? 'CONNECTING' : status;
}
