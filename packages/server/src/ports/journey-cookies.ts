/** `sign-in`: what a browser brings back from another sign-in; `sign-out`: what is shown there when it signs out. */
export type JourneyCookieName = 'sign-in' | 'sign-out';

/** Cookies that only this server can read and write, for the way to another sign-in and back. */
export interface JourneyCookies {
  /** `Set-Cookie` value; what is too long for a cookie removes it. */
  write(which: JourneyCookieName, text: string): string;
  /** What the `Cookie` header brings, if it was written here and not too long ago. */
  read(which: JourneyCookieName, cookieHeader: string | undefined): string | undefined;
  writeRemoval(which: JourneyCookieName): string;
}
