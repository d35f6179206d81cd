/** Somebody who proved who he is. */
export interface AuthenticatedUser {
  /** Canonical: the same person always gets the same one, however he typed it. */
  readonly username: string;
  readonly displayName: string;
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
  stop(): Promise<void>;
}
