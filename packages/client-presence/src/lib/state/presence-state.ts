import type { DirectoryInfo, Permission, PresenceId, PresenceType, SourceStateEvt, UserProfile } from '@lampfield/protocol';
import type { EntityState } from '@ngrx/entity';
import type { Instant } from '../intervals/instant.ts';
import type { RequestErrorCode } from '../connection/request-error.ts';
import type { PresenceEntry } from './presence-entry.ts';

/**
 * Where the session stands. UNKNOWN: nothing asked yet; LOADING: `GET /api/reload` is on its way or will be tried again; READY:
 * somebody is signed in; SIGNED_OUT: nobody is.
 */
export type SessionPhase = 'UNKNOWN' | 'LOADING' | 'READY' | 'SIGNED_OUT';

/** Why a session ended: the user's wish, the server's 401, or another user in the same browser. */
export type SignOutReason = 'LOGOUT' | 'NOT_SIGNED_IN' | 'OTHER_USER';

/** The signed-in user and what he may use. */
export interface SessionState {
  readonly phase: SessionPhase;
  readonly profile: UserProfile | null;
  readonly directories: readonly DirectoryInfo[];
  /** What the user may do beyond searching; the server checks each call anyway. */
  readonly permissions: readonly Permission[];
  /** Token of the last reload; Angular sends the cookie's, this one stands in where the cookie cannot be read. */
  readonly csrfToken: string | null;
  readonly isCsrfReady: boolean;
  readonly signOutReason: SignOutReason | null;
  /** How often in a row the start-up failed, and why the last time. */
  readonly failuresInARow: number;
  readonly failure: RequestErrorCode | null;
}

/** The socket as the store knows it. */
export interface LinkState {
  readonly status: 'CLOSED' | 'CONNECTING' | 'CONNECTED' | 'LOST';
  /** When `status` began, epoch milliseconds; null before anything happened. */
  readonly sinceMs: number | null;
  /** Counts the connections of this session: what was confirmed over an earlier one is not confirmed now. */
  readonly connection: number;
  /** The connection whose resync is complete; lower than `connection` while it is not. */
  readonly resyncedConnection: number;
  /** The server's epoch as its last `hello` said. */
  readonly serverEpoch: string | null;
  /** How often in a row the server refused or closed the socket. */
  readonly refusalsInARow: number;
  /** The server's clock minus this machine's wall clock at the last `hello`, milliseconds. */
  readonly clockOffsetMs: number;
}

/** The `presence` feature. Serialisable throughout. */
export interface PresenceFeatureState {
  readonly session: SessionState;
  readonly link: LinkState;
  readonly sources: Readonly<Partial<Record<PresenceType, SourceStateEvt>>>;
  readonly entries: EntityState<PresenceEntry>;
  /** What the cleanup removed, with its last use: a push does not revive it while the server may still send some. */
  readonly forgotten: Readonly<Record<PresenceId, Instant>>;
  /** Messages of the server that could not be read and were dropped. */
  readonly unreadableCount: number;
}
