import type { Clock } from '../../../../ports/clock.ts';
import type { EwsOptions } from '../ews-options.ts';
import type { EwsAccount } from './ews-account.ts';
import { createBasicAccount, createBearerAccount } from './header-account.ts';
import { NtlmConnectionAccount } from './ntlm-connection-account.ts';
import { TokenFile } from './token-file.ts';

/** How calls are signed in, as the options say, or in words what they lack. */
export function createAccount(options: EwsOptions, clock: Pick<Clock, 'wallMs'>): EwsAccount | string {
  const { auth, tokenFile, username, password } = options;
  if (auth === 'bearer')
    return tokenFile === undefined ? 'auth bearer needs tokenFile' : createBearerAccount(new TokenFile(tokenFile));
  if (username === undefined || password === undefined) return `auth ${auth} needs username and password`;
  const name = splitName(username, options.domain);
  if (auth === 'ntlm') return new NtlmConnectionAccount({ ...name, password }, clock);
  return createBasicAccount(name.domain === '' ? name.username : `${name.domain}\\${name.username}`, password);
}

/** `EXAMPLE\name` is taken apart; the option wins. */
function splitName(name: string, domain: string | undefined): { readonly username: string; readonly domain: string } {
  const separator = name.indexOf('\\');
  return { username: name.slice(separator + 1), domain: domain ?? name.slice(0, Math.max(separator, 0)) };
}
