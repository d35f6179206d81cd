import type { PresenceType } from '@lampfield/protocol';
import type { Session } from './sessions.ts';

/** Stands for all in a list of a role: every user who is signed in, every directory, every presence type. */
export const ALL = '*';

/** What a role's members may see. Roles only give: who has several has what any of them gives. */
export interface Role {
  readonly name: string;
  /** Canonical usernames, or {@link ALL}. */
  readonly users: readonly string[];
  /** Groups as the sign-in tells them: distinguished names, or values of a claim. */
  readonly groups: readonly string[];
  /** Ids, or {@link ALL}. */
  readonly directories: readonly string[];
  /** Presence types, or {@link ALL}. */
  readonly presence: readonly string[];
  /** May see who is online in the XMPP cluster. */
  readonly onlineList: boolean;
  /** May look into calendars that he watches. */
  readonly calendarPeek: boolean;
}

/**
 * What each user may see. Asked at the doors and where somebody becomes a watcher, never at a push: what is taken from somebody is told to
 * who listens ({@link PermissionChanges}). Usernames are canonical. A user nobody knows may see nothing.
 */
export interface Permissions {
  maySearch(username: string, directoryId: string): boolean;
  maySeeType(username: string, type: PresenceType): boolean;
  maySeeOnline(username: string): boolean;
  mayPeekCalendars(username: string): boolean;
}

/** The permissions as they follow from who is signed in. */
export interface PermissionChanges extends Permissions {
  /**
   * A session has shown itself: its user may see what its groups give. To be called before anything else is asked of the user. Returns undefined
   * where that is known, else what settles once it is; never rejects.
   */
  learn(session: Session): Promise<void> | undefined;
  /** Runs the callback, at once, whenever a user has lost a permission. */
  onWithdrawn(callback: (username: string) => void): void;
  /** Runs the callback when the account of a user turns out to be gone. */
  onGone(callback: (username: string) => void): void;
}
