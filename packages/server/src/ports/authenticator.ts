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

/** What a browser has to bring back from where it was sent to sign in. */
export interface SignInJourney {
  /** Where the browser goes. */
  readonly url: string;
  /** Secret: only this browser may have it, and it must not be able to read or change it. */
  readonly memo: string;
}

/** Who came back, signed in. */
export interface SignInReturn {
  readonly user: AuthenticatedUser;
  /** What {@link RedirectSignIn.findSignOutUrl} is given when he signs out: no secret from this user, but from everybody else. */
  readonly signOutHint: string;
}

/** Sign-in at another place: the browser is sent there and comes back. */
export interface RedirectSignIn {
  /** What people know that place as. */
  readonly label: string;
  /** How long a session lasts at most, however much is done in it: only a new sign-in shows what has changed there. Milliseconds. */
  readonly longestSessionMs: number;
  /**
   * Begins a journey.
   *
   * @param callbackUrl where the browser is to come back
   */
  begin(callbackUrl: string): Promise<SignInJourney>;
  /**
   * Ends a journey; undefined when it did not end with a sign-in.
   *
   * @param returnedUrl the callback URL with what was added to it
   */
  finish(returnedUrl: string, memo: string): Promise<SignInReturn | undefined>;
  /** Where a browser is sent to be signed out there too; undefined where that is not possible. */
  findSignOutUrl(afterwardsUrl: string, hint: string | undefined): Promise<string | undefined>;
}

/** Checks a name and a password. An empty password never proves anything and is not even sent on (RFC 4513, section 5.1.2). */
export interface Authenticator {
  /** For people who try things out: who may sign in and with what, to be printed at start and nowhere else. Only the demo has one. */
  readonly signInHint?: string;
  /** The user, or undefined when name or password are wrong (without telling which). Rejects with {@link AuthUnavailableError}. */
  authenticate(username: string, password: string): Promise<AuthenticatedUser | undefined>;
  /** Where people sign in at another place; then no password is right here. All its calls reject with {@link AuthUnavailableError}. */
  readonly redirect?: RedirectSignIn;
  /** Only where that is possible. */
  readonly accounts?: Accounts;
  stop(): Promise<void>;
}
