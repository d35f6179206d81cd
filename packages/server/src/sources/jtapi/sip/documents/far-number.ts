/** `sip:`, `sips:`, `tel:` or, as some PBXs write it, nothing before `user@host`. */
const SCHEME = /^(sips?|tel):/i;

/** Longer than any address of a person; keeps the work small, whatever comes. */
const LONGEST_ADDRESS = 1024;

/**
 * The number in an address, for people to read and to be looked up: its user part without password and parameters, its escapes undone.
 * Undefined where there is none (a bare host), where the caller is withheld, and for what is no address. More lenient than what a
 * message is sent by: PBXs put into documents what they like.
 */
export function findFarNumber(uri: string): string | undefined {
  const address = uri.trim();
  if (address.length > LONGEST_ADDRESS) return undefined;
  const [prefix = '', scheme = ''] = SCHEME.exec(address) ?? [];
  const rest = address.slice(prefix.length);
  const atSign = rest.indexOf('@');
  const user = scheme.toLowerCase() === 'tel' ? rest : rest.slice(0, Math.max(0, atSign));
  const [written = ''] = user.split(/[;:]/, 1);
  const number = unescape(written).trim();
  return number === '' || isWithheld(number, rest.slice(atSign + 1)) ? undefined : number;
}

/** RFC 3323, section 4.1.1.3. */
function isWithheld(user: string, host: string): boolean {
  return user.toLowerCase() === 'anonymous' || /^anonymous\.invalid\b/i.test(host);
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
