import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { inject } from '@angular/core';

/**
 * Notices that the browser's session is another one than when the application was loaded: somebody signed in in another tab. The
 * session cookie itself cannot be read, but the token that is bound to it can.
 */
export class SessionCookie {
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private remembered: string | null = null;

  /** The session as it is now is the one that is loaded. */
  remember(): void {
    this.remembered = this.xsrf.getToken();
  }

  /** True when the token is another one than remembered. A token that went away says nothing: the server's 401 will. */
  hasChanged(): boolean {
    const token = this.xsrf.getToken();
    return token !== null && this.remembered !== null && token !== this.remembered;
  }
}
