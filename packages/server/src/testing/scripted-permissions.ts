import type { PresenceType } from '@lampfield/protocol';
import type { PermissionChanges } from '../ports/permissions.ts';
import type { Session } from '../ports/sessions.ts';

/** Permissions as a test wants them; at first everything is permitted but the list of who is online. */
export class ScriptedPermissions implements PermissionChanges {
  readonly closedDirectories = new Set<string>();
  readonly hiddenTypes = new Set<PresenceType>();
  readonly learned: Session[] = [];
  /** Who may see who is online; `*` for everybody. */
  onlineViewers: readonly string[] = [];
  calendarPeek = true;
  /** What `learn` settles with; undefined: all is known at once. */
  learning: Promise<void> | undefined;
  readonly #withdrawn: ((username: string) => void)[] = [];

  learn(session: Session): Promise<void> | undefined {
    this.learned.push(session);
    return this.learning;
  }

  maySearch(_username: string, directoryId: string): boolean {
    return !this.closedDirectories.has(directoryId);
  }

  maySeeType(_username: string, type: PresenceType): boolean {
    return !this.hiddenTypes.has(type);
  }

  maySeeOnline(username: string): boolean {
    return this.onlineViewers.includes('*') || this.onlineViewers.includes(username);
  }

  mayPeekCalendars(): boolean {
    return this.calendarPeek;
  }

  onWithdrawn(callback: (username: string) => void): void {
    this.#withdrawn.push(callback);
  }

  onGone(): void {
    // Nobody's account goes here.
  }

  /** Tells that the user has lost something. */
  withdraw(username: string): void {
    for (const callback of this.#withdrawn) callback(username);
  }
}
