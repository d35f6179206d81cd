import { BusyError, ResultCodeError, UnavailableError } from 'ldapts';
import type { ConnectorContext } from '../ports/connector.ts';
import type { LdapConnection } from './ldap-connection.ts';
import type { LdapServerOptions } from './ldap-server-options.ts';
import { openLdapConnection } from './open-ldap-connection.ts';
import { withDeadline } from './with-deadline.ts';

/** Who signs in where. */
export interface LdapAccount {
  readonly options: LdapServerOptions;
  readonly dn: string;
  /** Never empty. */
  readonly password: string;
}

/**
 * A signed-in connection to the first of the configured servers that can be reached, each within the configured time. A server that refuses the account is not
 * passed over: the others would refuse too, and each refusal may count towards locking the account.
 */
export async function openFirstReachable(
  { options, dn, password }: LdapAccount,
  { clock, log }: Pick<ConnectorContext, 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<LdapConnection> {
  let firstError: Error | undefined;
  for (const url of [options.url, ...options.failoverUrls]) {
    try {
      const deadline = { clock, seconds: options.timeoutSeconds, what: `Connecting to ${url}` };
      return await withDeadline(deadline, signal, (inTime) => openLdapConnection({ url, options, dn, password }, inTime));
    } catch (error) {
      signal.throwIfAborted();
      if (isRefusal(error)) throw error;
      firstError ??= error as Error;
      log.debug({ url, err: error }, 'directory server not reached');
    }
  }
  throw firstError ?? new Error('No directory server is configured');
}

function isRefusal(error: unknown): boolean {
  return error instanceof ResultCodeError && !(error instanceof BusyError) && !(error instanceof UnavailableError);
}
