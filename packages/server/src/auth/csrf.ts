import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The token against cross-site request forgery: bound to the session, so one session's token is useless in another. */
export class CsrfTokens {
  readonly #key: Buffer;

  /** @param sessionKey the key that signs sessions; a key of its own is derived from it */
  constructor(sessionKey: Buffer) {
    this.#key = Buffer.from(hkdfSync('sha256', sessionKey, '', 'lampfield csrf token', 32));
  }

  /** The one token of a session; the same at every call. */
  tokenOf(sid: string): string {
    return createHmac('sha256', this.#key).update(sid).digest('base64url');
  }

  /** Whether it is the session's token; takes the same time whichever character is wrong. */
  isTokenOf(sid: string, token: string | undefined): boolean {
    const expected = Buffer.from(this.tokenOf(sid));
    const given = Buffer.from(token ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
