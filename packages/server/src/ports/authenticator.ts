/** Somebody who proved who he is. */
export interface AuthenticatedUser {
  /** Canonical: the same person always gets the same one, however he typed it. */
  readonly username: string;
  readonly displayName: string;
  /** Groups he is in, by the names that roles use for them. Left out where the sign-in knows of none. */
  readonly groups?: readonly string[];
}

/** Accounts that can be asked for without their owners. */
export interface Accounts {
  /** How often an account is to be asked for while a session of its user lasts; milliseconds. */
  readonly recheckMs: number;
  /** The account as it is now; undefined when it is gone, or may not sign in any more. Rejects with {@link AuthUnavailableError}. */
  find(username: string): Promise<AuthenticatedUser | undefined>;
}

/** What checks passwords cannot be asked now; becomes 503 AUTH_UNAVAILABLE. */
export class AuthUnavailableError extends Error {
  override readonly name = 'AuthUnavailableError';
}

/** Checks a name and a password. An empty password never proves anything and is not even sent on (RFC 4513, section 5.1.2). */
export interface Authenticator {
  /** For people who try things out: who may sign in and with what, to be printed at start and nowhere else. Only the demo has one. */
  readonly signInHint?: string;
  /** The user, or undefined when name or password are wrong (without telling which). Rejects with {@link AuthUnavailableError}. */
  authenticate(username: string, password: string): Promise<AuthenticatedUser | undefined>;
  /** Only where that is possible. */
  readonly accounts?: Accounts;
  stop(): Promise<void>;
}
