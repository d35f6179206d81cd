import type { PresenceType } from '@lampfield/protocol';
import type { AuthenticatedUser, Authenticator } from '../ports/authenticator.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { ALL, type PermissionChanges, type Role } from '../ports/permissions.ts';
import type { Session } from '../ports/sessions.ts';
import { isLess, NO_RIGHTS, RoleBook, type Rights } from './role-book.ts';

/** Accounts that are asked about at once, and in each round of {@link ROUND_MS}: ten a second. */
const MOST_CHECKS_AT_ONCE = 50;

/** Time between two rounds of checks; milliseconds. */
const ROUND_MS = 5000;

/** What is known of a user. Times are wall clock, epoch milliseconds. */
interface Known {
  rights: Rights;
  /** From when what is known of the groups is. */
  groupsAt: number;
  checkedAt: number;
  /** When a session of his last made a call. */
  seenAt: number;
  /** Settles when the account has been asked about for the first time; undefined once it has. */
  first: Promise<void> | undefined;
}

/** Parts of {@link UserRights}. */
export interface UserRightsParts {
  readonly roles: readonly Role[];
  readonly authenticator: Pick<Authenticator, 'accounts'>;
  /** How long a user is remembered after his last call: as long as a session of his can last; milliseconds. */
  readonly rememberedMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What each user may see, by his roles. Groups come with the sign-in and travel in the session's cookie; where accounts can be asked for without
 * their owners (LDAP) they are asked again while a session lasts, and once when a session from before a restart shows itself.
 */
export class UserRights implements PermissionChanges {
  readonly #parts: UserRightsParts;
  readonly #book: RoleBook;
  readonly #known = new Map<string, Known>();
  readonly #checks = new Map<string, Promise<void>>();
  readonly #withdrawn: ((username: string) => void)[] = [];
  readonly #gone: ((username: string) => void)[] = [];
  #timer: Timer | undefined;

  constructor(parts: UserRightsParts) {
    this.#parts = parts;
    this.#book = new RoleBook(parts.roles);
  }

  /** How many users are remembered. */
  get knownCount(): number {
    return this.#known.size;
  }

  start(): void {
    this.#timer = this.#parts.clock.startTimer(ROUND_MS, () => {
      this.start();
      this.#forgetOld();
      for (const username of this.#due()) void this.#check(username);
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Short keys of those groups that a role names, to be kept with a session. */
  groupKeysOf({ groups = [] }: AuthenticatedUser): readonly string[] {
    return this.#book.keysOf(groups);
  }

  learn(session: Session): Promise<void> | undefined {
    const { username, groupKeys, issuedAt } = session;
    const now = this.#parts.clock.wallMs();
    const known = this.#known.get(username);
    if (known !== undefined) {
      known.seenAt = now;
      if (issuedAt > known.groupsAt) this.#take(username, known, { groupKeys, at: issuedAt });
      return known.first;
    }
    const rights = this.#book.rightsOf(username, groupKeys);
    const { accounts } = this.#parts.authenticator;
    const isFresh = accounts === undefined || now - issuedAt <= accounts.recheckMs;
    // What the cookie says may be long out of date: nothing is shown before somebody has been asked.
    const times = { groupsAt: issuedAt, checkedAt: issuedAt, seenAt: now };
    const fresh: Known = { rights: isFresh ? rights : NO_RIGHTS, ...times, first: undefined };
    this.#known.set(username, fresh);
    if (isFresh) return undefined;
    fresh.first = this.#check(username, rights).finally(() => (fresh.first = undefined));
    return fresh.first;
  }

  maySearch(username: string, directoryId: string): boolean {
    const { directories } = this.#rightsOf(username);
    return directories.has(ALL) || directories.has(directoryId);
  }

  maySeeType(username: string, type: PresenceType): boolean {
    return this.#rightsOf(username).types.has(type);
  }

  maySeeOnline(username: string): boolean {
    return this.#rightsOf(username).maySeeOnline;
  }

  mayPeekCalendars(username: string): boolean {
    return this.#rightsOf(username).mayPeekCalendars;
  }

  onWithdrawn(callback: (username: string) => void): void {
    this.#withdrawn.push(callback);
  }

  onGone(callback: (username: string) => void): void {
    this.#gone.push(callback);
  }

  #rightsOf(username: string): Rights {
    return this.#known.get(username)?.rights ?? NO_RIGHTS;
  }

  #take(username: string, known: Known, groups: { readonly groupKeys: readonly string[]; readonly at: number }): void {
    known.groupsAt = groups.at;
    known.checkedAt = groups.at;
    this.#give(username, known, this.#book.rightsOf(username, groups.groupKeys));
  }

  #give(username: string, known: Known, rights: Rights): void {
    const isLoss = isLess(rights, known.rights);
    known.rights = rights;
    if (!isLoss) return;
    this.#parts.log.info({ username }, 'a user may see less than before: what he watches is taken from him');
    for (const callback of this.#withdrawn) callback(username);
  }

  /** Asks for the account, once at a time. Without an answer what was known stays, or what the session brought. */
  #check(username: string, fallback?: Rights): Promise<void> {
    const running = this.#checks.get(username);
    if (running !== undefined) return running;
    const check = this.#ask(username, fallback).finally(() => this.#checks.delete(username));
    this.#checks.set(username, check);
    return check;
  }

  async #ask(username: string, fallback: Rights | undefined): Promise<void> {
    const { authenticator, clock, log } = this.#parts;
    const askedAt = clock.wallMs();
    const answer = await authenticator.accounts?.find(username).catch((err: unknown) => {
      log.warn({ username, err }, 'an account could not be checked: what its user may see stays as it was');
      return 'UNAVAILABLE' as const;
    });
    const known = this.#known.get(username);
    // Who has signed in again meanwhile brought something newer.
    if (known === undefined || known.groupsAt > askedAt) return;
    known.checkedAt = askedAt;
    if (answer === 'UNAVAILABLE') {
      if (fallback !== undefined) this.#give(username, known, fallback);
    } else if (answer === undefined) this.#end(username, known, askedAt);
    else this.#take(username, known, { groupKeys: this.groupKeysOf(answer), at: askedAt });
  }

  #end(username: string, known: Known, at: number): void {
    known.groupsAt = at;
    this.#parts.log.info({ username }, 'the account of a signed-in user is gone: his sessions end');
    this.#give(username, known, NO_RIGHTS);
    for (const callback of this.#gone) callback(username);
  }

  #due(): readonly string[] {
    const { authenticator, clock } = this.#parts;
    const recheckMs = authenticator.accounts?.recheckMs;
    if (recheckMs === undefined) return [];
    const dueAt = clock.wallMs() - recheckMs;
    const due = [...this.#known].filter(([username, { checkedAt }]) => checkedAt <= dueAt && !this.#checks.has(username));
    return due.slice(0, Math.max(0, MOST_CHECKS_AT_ONCE - this.#checks.size)).map(([username]) => username);
  }

  #forgetOld(): void {
    const oldest = this.#parts.clock.wallMs() - this.#parts.rememberedMs;
    for (const [username, { seenAt }] of this.#known) if (seenAt < oldest) this.#known.delete(username);
  }
}
