import { domainToASCII, domainToUnicode } from 'node:url';
import { prepareUsername } from './precis-username.ts';

/** Directories store addresses with the scheme they are reached by, Active Directory above all (`SMTP:`, `sip:`). */
const MAIL_SCHEMES = /^(?:(?:smtp|mailto):)+/i;
const CHAT_SCHEMES = /^(?:(?:xmpp|sip|im):)+/i;

/** Printable, no space, one at sign with something on both sides. */
const MAIL_ADDRESS = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;

/** Would be read as something else than a name by the URL rules that `domainToASCII` follows. */
const NOT_IN_A_DOMAIN = /[\s%/?#[\]\\:@<>^|]|\p{C}/u;

/** A mail address in lower case; undefined when it has no at sign or two, or a space. */
export function canonicalMailAddress(raw: string): string | undefined {
  const address = raw.trim().replace(MAIL_SCHEMES, '').normalize('NFC').toLowerCase().normalize('NFC');
  return MAIL_ADDRESS.test(address) && !MAIL_SCHEMES.test(address) ? address : undefined;
}

/**
 * A bare JID (RFC 7622): the resource is dropped, the local part prepared as a PRECIS user name, the domain as an internationalised domain name in
 * lower case and Unicode. Undefined when one of them is missing or refused.
 */
export function canonicalChatAddress(raw: string): string | undefined {
  const [bare = ''] = raw.trim().replace(CHAT_SCHEMES, '').split('/');
  const separator = bare.indexOf('@');
  const local = prepareUsername(bare.slice(0, Math.max(separator, 0)));
  const domain = prepareDomain(bare.slice(separator + 1));
  return local === undefined || domain === undefined ? undefined : `${local}@${domain}`;
}

/** Lower case, width and composition by UTS 46; a final dot goes. */
function prepareDomain(raw: string): string | undefined {
  if (NOT_IN_A_DOMAIN.test(raw)) return undefined;
  const ascii = domainToASCII(raw).replace(/\.$/, '');
  const domain = domainToUnicode(ascii);
  return domain === '' || domainToASCII(domain) !== ascii ? undefined : domain;
}
