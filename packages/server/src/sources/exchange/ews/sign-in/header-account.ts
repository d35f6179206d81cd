import type { WebAnswer, WebCaller, WebRequest } from '../../../web/web-caller.ts';
import type { EwsAccount } from './ews-account.ts';
import type { TokenFile } from './token-file.ts';

/** Signs each call in by itself. */
class HeaderAccount implements EwsAccount {
  readonly #getAuthorization: () => string;

  /** @param getAuthorization the header's value, now; may throw a ServiceFailure */
  constructor(getAuthorization: () => string) {
    this.#getAuthorization = getAuthorization;
  }

  async call(caller: WebCaller, request: WebRequest): Promise<WebAnswer> {
    return caller.call({ ...request, headers: { ...request.headers, Authorization: this.#getAuthorization() } });
  }
}

/** Basic (RFC 7617): the user name, with its domain where there is one, and the password. */
export function createBasicAccount(username: string, password: string): EwsAccount {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
  return new HeaderAccount(() => authorization);
}

/** A bearer token (RFC 6750) that a file holds. */
export function createBearerAccount(file: TokenFile): EwsAccount {
  return new HeaderAccount(() => `Bearer ${file.getToken()}`);
}
