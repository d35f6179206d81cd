import { domainToUnicode } from 'node:url';
import type { OnlineUser } from '@lampfield/protocol';

/** Begins each part of a domain that is spelt in the letters of the DNS. */
const DNS_PREFIX = 'xn--';

/** Small letters that came after Unicode 3.2, where stringprep stands still, while their capitals were there: ejabberd has only these. */
const LATE_SMALL_LETTERS = /[\u04cf\u13f8-\u13fd\u214e\u2184\u2d00-\u2d25\uab70-\uabbf]/;

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

/** A local part, or the beginning of one, as ejabberd has it: case is folded, not only lowered (RFC 3454, table B.2). */
export function prepareName(name: string): string {
  return [...name.normalize('NFKC')].map(foldLetter).join('').normalize('NFKC');
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

/** Up and down again is full case folding: ß becomes ss, and both small sigmas one. */
function foldLetter(letter: string): string {
  // A dotless i has the capital of another letter.
  if (letter === 'ı') return letter;
  const folded = letter.toUpperCase().toLowerCase();
  return LATE_SMALL_LETTERS.test(folded) ? folded.toUpperCase() : folded;
}
