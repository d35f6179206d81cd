import type { AuthenticatedUser } from './authenticator.ts';

/** Somebody signed in, in one browser. Everything the server knows of it travels in its cookie. */
export interface Session {
  /** Another one at each sign-in. */
  readonly sid: string;
  readonly username: string;
  readonly displayName: string;
  /** Of the groups that roles name, those the user was in when he signed in, as short keys. */
  readonly groupKeys: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** The last call that was counted; epoch milliseconds. */
  readonly lastCallAt: number;
}

/** The sessions, as the doors see them. */
export interface Sessions {
  /** Begins a session with a new sid. */
  begin(user: AuthenticatedUser): Session;
  /** The session a `Cookie` header proves; undefined without one, after its end, or when the signature does not fit. */
  find(cookieHeader: string | undefined): Session | undefined;
  /** Counts a call. Returns the session as it should be written to the browser anew, or undefined when that is not due yet (once a minute). */
  renew(session: Session): Session | undefined;
  /** Ends a session: its cookie is void from now on and whoever watches its end is told. Never rejects. */
  end(session: Session): Promise<void>;
  /** Ends every session of the user that has begun by now. */
  endAllOf(username: string): void;
  /** Runs the callback once when the session ends, by sign-out or because no call came any more. Returns what stops watching. */
  watchEnd(session: Session, onEnd: () => void): () => void;
  /** The token every unsafe call of the session has to show. */
  csrfTokenOf(session: Session): string;
  /** Whether the token is the session's, in constant time. */
  isCsrfToken(session: Session, token: string | undefined): boolean;
  /** `Set-Cookie` values that give the browser the session and its CSRF token. */
  cookiesOf(session: Session): readonly string[];
  /** `Set-Cookie` value of the CSRF token alone. */
  csrfCookieOf(session: Session): string;
  /** `Set-Cookie` values that take both away. */
  readonly clearingCookies: readonly string[];
}
