import { domainToUnicode } from 'node:url';
import { prepareName, type OnlineUser } from '@lampfield/protocol';

/** Begins each part of a domain that is spelt in the letters of the DNS. */
const DNS_PREFIX = 'xn--';

/**
 * Brings a canonical identifier into the form of ejabberd's tables. Identifiers are prepared by PRECIS (RFC 8265), which keeps more letters apart than
 * stringprep (RFC 3920), which ejabberd follows; so two identifiers can be one user, and never the other way round. Undefined when it has not both
 * parts: the server itself has no sessions.
 */
export function findPreparedAddress(identifier: string): OnlineUser | undefined {
  const [local = '', domain = '', ...more] = identifier.split('@');
  if (local === '' || domain === '' || more.length > 0) return undefined;
  return { user: prepareName(local), host: prepareHost(domain) };
}

/** A domain as {@link inLetters} has it. */
export function prepareHost(host: string): string {
  return prepareName((host.includes(DNS_PREFIX) && domainToUnicode(host)) || host);
}

/**
 * A session's key with its domain in letters. Of an internationalised domain ejabberd has the spelling it was configured with, letters or those of
 * the DNS; identifiers have letters.
 */
export function inLetters<K extends OnlineUser>(key: K): K {
  return key.host.includes(DNS_PREFIX) ? { ...key, host: prepareHost(key.host) } : key;
}
