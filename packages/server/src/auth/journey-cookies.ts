import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie';
import type { Clock } from '../ports/clock.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { JourneyCookieName, JourneyCookies } from '../ports/journey-cookies.ts';
import { sealText, unsealText } from './sealed-text.ts';
import type { CookieScope } from './session-cookie.ts';

/** What each cookie is called, for which calls it is there, and for how long: a sign-in may need a new password first. */
const COOKIES: Readonly<Record<JourneyCookieName, { readonly name: string; readonly path: string; readonly maxAge: number }>> = {
  'sign-in': { name: 'lampfield_sign_in', path: 'api/login/oidc', maxAge: 900 },
  'sign-out': { name: 'lampfield_sign_out', path: 'api/logout', maxAge: 31 * 24 * 3600 },
};

/** Longest value that every browser keeps, with its name and attributes; characters (RFC 6265, section 6.1). */
const LONGEST_VALUE = 3800;

/** Sealed cookies for the way to another sign-in and back. */
export class SealedJourneyCookies implements JourneyCookies {
  readonly #ring: KeyRing;
  readonly #scope: CookieScope;
  readonly #clock: Clock;

  constructor(ring: KeyRing, scope: CookieScope, clock: Clock) {
    this.#ring = ring;
    this.#scope = scope;
    this.#clock = clock;
  }

  write(which: JourneyCookieName, text: string): string {
    const { maxAge } = COOKIES[which];
    const [key] = this.#ring.keys;
    const value = sealText(JSON.stringify([this.#clock.wallMs() + maxAge * 1000, text]), key, which);
    return value.length > LONGEST_VALUE
      ? this.writeRemoval(which)
      : stringifySetCookie({ ...this.#attributes(which), value, maxAge });
  }

  read(which: JourneyCookieName, cookieHeader: string | undefined): string | undefined {
    const value = cookieHeader === undefined ? undefined : parseCookie(cookieHeader)[COOKIES[which].name];
    if (value === undefined) return undefined;
    const sealed = this.#ring.keys.map((key) => unsealText(value, key, which)).find((text) => text !== undefined);
    if (sealed === undefined) return undefined;
    const [expiresAt, text] = JSON.parse(sealed) as [number, string];
    return this.#clock.wallMs() < expiresAt ? text : undefined;
  }

  writeRemoval(which: JourneyCookieName): string {
    return stringifySetCookie({ ...this.#attributes(which), value: '', maxAge: 0 });
  }

  #attributes(which: JourneyCookieName): Omit<SetCookie, 'value'> {
    const { name, path } = COOKIES[which];
    const { basePath, isSecure } = this.#scope;
    return { name, path: basePath + path, httpOnly: true, sameSite: 'lax', secure: isSecure };
  }
}
