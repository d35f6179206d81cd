import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../ports/key-ring.ts';

/** The token against cross-site request forgery: bound to the session, so one session's token is useless in another. */
export class CsrfTokens {
  readonly #ring: KeyRing;
  readonly #derived = new WeakMap<Buffer, Buffer>();

  /** @param ring the keys that sign sessions; a key of its own is derived from each */
  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** The token of a session; the same at every call until the keys change. */
  tokenOf(sid: string): string {
    return this.#tokenBy(this.#ring.keys[0], sid);
  }

  /** Whether it is the session's token, by any of the keys; takes the same time whichever character is wrong. */
  isTokenOf(sid: string, token: string | undefined): boolean {
    const given = Buffer.from(token ?? '');
    return this.#ring.keys.some((key) => {
      const expected = Buffer.from(this.#tokenBy(key, sid));
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }

  #tokenBy(sessionKey: Buffer, sid: string): string {
    const key = this.#derived.get(sessionKey) ?? Buffer.from(hkdfSync('sha256', sessionKey, '', 'lampfield csrf token', 32));
    this.#derived.set(sessionKey, key);
    return createHmac('sha256', key).update(sid).digest('base64url');
  }
}
