import { readParameters, readParameterizedValue, unquote, type HeaderParameters } from './header-parameters.ts';
import { splitOutside } from './split-outside.ts';

/** What From, To, Contact, Route and Record-Route hold: an address, perhaps a name before it and parameters after it. */
export interface NameAddress {
  /** Empty when there is none. */
  readonly displayName: string;
  /** As it is written; not checked further. */
  readonly uri: string;
  /** Of the header, not of the address. */
  readonly parameters: HeaderParameters;
}

const URI = /^[a-z][a-z\d+.-]*:[^\s<>"]+$/i;

/**
 * Reads `"Name" <uri>;parameters` and `uri;parameters`. Without angle brackets all parameters belong to the header (RFC 3261, section 20.10).
 * Undefined when it is malformed.
 */
export function readNameAddress(text: string): NameAddress | undefined {
  const parts = splitOutside(text, ';');
  if (parts === undefined) return undefined;
  const opensAt = findOpeningBracket(text);
  return opensAt === undefined ? readBare(text) : readBracketed(text, opensAt);
}

/** Reads a header that may hold several, separated by commas or in lines of their own. Undefined when one is malformed. */
export function readNameAddresses(values: readonly string[]): readonly NameAddress[] | undefined {
  const addresses = values.map(readNameAddress).filter((address) => address !== undefined);
  return addresses.length === values.length ? addresses : undefined;
}

function readBare(text: string): NameAddress | undefined {
  const read = readParameterizedValue(text);
  return read && URI.test(read.value) ? { displayName: '', uri: read.value, parameters: read.parameters } : undefined;
}

function readBracketed(text: string, opensAt: number): NameAddress | undefined {
  const closesAt = text.indexOf('>', opensAt);
  const uri = text.slice(opensAt + 1, closesAt).trim();
  const [between = '', ...parts] = splitOutside(text.slice(closesAt + 1), ';') ?? [];
  const parameters = readParameters(parts);
  if (!URI.test(uri) || between.trim() !== '' || parameters === undefined) return undefined;
  return { displayName: unquote(text.slice(0, opensAt).trim()), uri, parameters };
}

/** Of the bracket that is not part of a quoted name. */
function findOpeningBracket(text: string): number | undefined {
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isQuoted && character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === '<' && !isQuoted) return index;
  }
  return undefined;
}
