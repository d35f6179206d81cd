import type { WebAnswer, WebCaller, WebRequest } from '../../../web/web-caller.ts';

/** How calls are signed in. An answer 401 says that the server did not accept that. */
export interface EwsAccount {
  /**
   * Makes a call as the account.
   *
   * @throws ServiceFailure as {@link WebCaller.call} does, or `refused` when there is nothing to sign in with
   */
  call(caller: WebCaller, request: WebRequest): Promise<WebAnswer>;
}
