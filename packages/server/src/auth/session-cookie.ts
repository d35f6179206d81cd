import { sign, unsign } from 'cookie-signature';
import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Session } from '../ports/sessions.ts';

/** Name of the cookie that carries the signed session. */
const SESSION_COOKIE = 'lampfield_session';

/** Name of the cookie that Angular reads the CSRF token from; its own convention. */
const CSRF_COOKIE = 'XSRF-TOKEN';

/** Where the cookies are valid. */
export interface CookieScope {
  /** Begins and ends with a slash. */
  readonly basePath: string;
  /** The public URL is https. */
  readonly isSecure: boolean;
}

/** Writes sessions into cookies and reads them back; a cookie that none of the keys signed is none. */
export class SessionCookies {
  readonly #ring: KeyRing;
  readonly #attributes: Omit<SetCookie, 'name' | 'value'>;

  constructor(ring: KeyRing, { basePath, isSecure }: CookieScope) {
    this.#ring = ring;
    // Without the slash at its end the path also covers the page at the base path itself (RFC 6265, section 5.1.4).
    const path = basePath === '/' ? '/' : basePath.slice(0, -1);
    this.#attributes = { path, sameSite: 'lax', secure: isSecure };
  }

  /** `Set-Cookie` value of the session; kept by the browser until it is closed, and valid no longer than the session. */
  write(session: Session): string {
    const value = sign(Buffer.from(JSON.stringify(toPayload(session))).toString('base64url'), this.#ring.keys[0]);
    return stringifySetCookie({ ...this.#attributes, name: SESSION_COOKIE, value, httpOnly: true });
  }

  /** `Set-Cookie` value of the CSRF token, which the page's own script has to read. */
  writeCsrf(token: string): string {
    return stringifySetCookie({ ...this.#attributes, name: CSRF_COOKIE, value: token });
  }

  /** `Set-Cookie` values that remove both. */
  writeRemoval(): string[] {
    return [SESSION_COOKIE, CSRF_COOKIE].map((name) =>
      stringifySetCookie({ ...this.#attributes, name, value: '', maxAge: 0, httpOnly: name === SESSION_COOKIE }),
    );
  }

  /** The session in a `Cookie` header, if its signature fits; whether it is still valid is another question. */
  read(cookieHeader: string | undefined): Session | undefined {
    const value = cookieHeader === undefined ? undefined : parseCookie(cookieHeader)[SESSION_COOKIE];
    if (value === undefined) return undefined;
    const encoded = this.#ring.keys.map((key) => unsign(value, key)).find((text) => text !== false);
    return encoded === undefined ? undefined : fromPayload(Buffer.from(encoded, 'base64url').toString());
  }
}

/** Short names: the cookie travels with every call. */
interface Payload {
  readonly s: string;
  readonly u: string;
  readonly d: string;
  readonly g?: readonly string[];
  readonly i: number;
  readonly l: number;
}

function toPayload({ sid, username, displayName, groupKeys, issuedAt, lastCallAt }: Session): Payload {
  return { s: sid, u: username, d: displayName, ...(groupKeys.length > 0 && { g: groupKeys }), i: issuedAt, l: lastCallAt };
}

/** What the key signed has this shape, unless an earlier version of the server wrote it. */
function fromPayload(json: string): Session | undefined {
  let payload: Partial<Record<keyof Payload, unknown>> | null;
  try {
    payload = JSON.parse(json) as typeof payload;
  } catch {
    return undefined;
  }
  const { s: sid, u: username, d: displayName, g: groupKeys = [], i: issuedAt, l: lastCallAt } = payload ?? {};
  if (!isTextList(groupKeys)) return undefined;
  if (typeof sid !== 'string' || typeof username !== 'string' || typeof displayName !== 'string') return undefined;
  if (typeof issuedAt !== 'number' || typeof lastCallAt !== 'number') return undefined;
  return { sid, username, displayName, groupKeys, issuedAt, lastCallAt };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
