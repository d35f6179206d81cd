import { randomBytes } from 'node:crypto';
import type { AuthenticatedUser } from '../ports/authenticator.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Log } from '../ports/log.ts';
import type { RevocationStore } from '../ports/revocation-store.ts';
import type { Session, Sessions } from '../ports/sessions.ts';
import { CsrfTokens } from './csrf.ts';
import { SessionCookies, type CookieScope } from './session-cookie.ts';
import { SessionEndings } from './session-endings.ts';
import { SessionRevocations } from './session-revocations.ts';

/** How long a session lasts from its last call; milliseconds. */
export const SESSION_LIFETIME_MS = 12 * 60 * 60 * 1000;

/** The cookie is written anew at most this often, so the last call in it may be this much older than the real one; milliseconds. */
export const SESSION_RENEWAL_MS = 60 * 1000;

/** How long a cookie is accepted after the last call written in it: long enough for the promise to hold from the real last call. */
const ACCEPTED_MS = SESSION_LIFETIME_MS + SESSION_RENEWAL_MS;

/** Longest display name a cookie has room for, in UTF-16 code units. */
const LONGEST_NAME = 256;

/** What sessions are made of. */
export interface SessionParts {
  readonly ring: KeyRing;
  readonly scope: CookieScope;
  readonly revocations: RevocationStore;
  readonly clock: Clock;
  readonly log: Log;
  /** After so long a session ends whatever is done in it; milliseconds. Left out: never. */
  readonly longestMs?: number | undefined;
  /** What of a user's groups goes into his sessions. Left out: nothing. */
  readonly groupKeysOf?: (user: AuthenticatedUser) => readonly string[];
}

/**
 * Sessions that live in signed cookies: they survive a restart of the server, which remembers only those that were signed out.
 */
export class SessionManager implements Sessions {
  readonly #clock: Clock;
  readonly #cookies: SessionCookies;
  readonly #csrf: CsrfTokens;
  readonly #revocations: SessionRevocations;
  readonly #endings: SessionEndings;
  readonly #longestMs: number;
  readonly #groupKeysOf: (user: AuthenticatedUser) => readonly string[];
  /** Users whose sessions were all ended, and when: epoch milliseconds, oldest first. */
  readonly #endedUsers = new Map<string, number>();
  readonly clearingCookies: readonly string[];

  constructor({
    ring,
    scope,
    revocations,
    clock,
    log,
    longestMs = Number.POSITIVE_INFINITY,
    groupKeysOf = () => [],
  }: SessionParts) {
    this.#clock = clock;
    this.#groupKeysOf = groupKeysOf;
    this.#longestMs = longestMs;
    this.#cookies = new SessionCookies(ring, scope);
    this.#csrf = new CsrfTokens(ring);
    this.#revocations = new SessionRevocations({ store: revocations, clock, log, neededForMs: ACCEPTED_MS });
    this.#endings = new SessionEndings(clock, { idleMs: ACCEPTED_MS, longestMs });
    this.clearingCookies = this.#cookies.writeRemoval();
  }

  begin(user: AuthenticatedUser): Session {
    const now = this.#clock.wallMs();
    return {
      sid: randomBytes(18).toString('base64url'),
      username: user.username,
      displayName: user.displayName.slice(0, LONGEST_NAME),
      groupKeys: this.#groupKeysOf(user),
      issuedAt: now,
      lastCallAt: now,
    };
  }

  find(cookieHeader: string | undefined): Session | undefined {
    const session = this.#cookies.read(cookieHeader);
    if (session === undefined || this.#revocations.has(session.sid)) return undefined;
    if (session.issuedAt <= (this.#endedUsers.get(session.username) ?? 0)) return undefined;
    const now = this.#clock.wallMs();
    return now - session.lastCallAt > ACCEPTED_MS || now - session.issuedAt > this.#longestMs ? undefined : session;
  }

  renew(session: Session): Session | undefined {
    const now = this.#clock.wallMs();
    this.#endings.callCame(session.sid, now);
    return now - session.lastCallAt >= SESSION_RENEWAL_MS ? { ...session, lastCallAt: now } : undefined;
  }

  async end({ sid }: Session): Promise<void> {
    const stored = this.#revocations.add(sid);
    this.#endings.end(sid);
    await stored;
  }

  endAllOf(username: string): void {
    const now = this.#clock.wallMs();
    for (const [user, endedAt] of this.#endedUsers) if (now - endedAt > ACCEPTED_MS) this.#endedUsers.delete(user);
    this.#endedUsers.delete(username);
    this.#endedUsers.set(username, now);
    this.#endings.endAllOf(username);
  }

  watchEnd(session: Session, onEnd: () => void): () => void {
    return this.#endings.watch(session, onEnd);
  }

  csrfTokenOf({ sid }: Session): string {
    return this.#csrf.tokenOf(sid);
  }

  isCsrfToken({ sid }: Session, token: string | undefined): boolean {
    return this.#csrf.isTokenOf(sid, token);
  }

  cookiesOf(session: Session): readonly string[] {
    return [this.#cookies.write(session), this.csrfCookieOf(session)];
  }

  csrfCookieOf(session: Session): string {
    return this.#cookies.writeCsrf(this.csrfTokenOf(session));
  }
}
