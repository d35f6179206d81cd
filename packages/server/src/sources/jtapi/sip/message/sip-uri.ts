import { readParameters, type HeaderParameters } from './header-parameters.ts';

/** A `sip:` or `sips:` address, as far as it says where to send something. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** As it is written, escapes and all; the password, if there is one, is left out. Undefined where only a host is named. */
  readonly user: string | undefined;
  /** A name or an address; one of IPv6 without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: HeaderParameters;
}

const SCHEME = /^sips?:/i;
const HOST_AND_PORT = /^(?:\[([\da-f:.]+)\]|([a-z\d][\w.-]*))(?::(\d{1,5}))?$/i;
const MOST_PORT = 65_535;

/** Reads `sip:user@host:port;parameters?headers`. Undefined when it is not such an address (`tel:`, a syntax error). */
export function readSipUri(text: string): SipUri | undefined {
  const prefix = SCHEME.exec(text)?.[0];
  if (prefix === undefined || /[\s<>"]/.test(text)) return undefined;
  const rest = text.slice(prefix.length);
  // A user part may contain ; and ?, so it has to be taken off first. What follows it cannot contain an unescaped @.
  const atSign = rest.indexOf('@');
  const place = atSign === 0 ? undefined : readPlace(rest.slice(atSign + 1));
  return place && { scheme: prefix.toLowerCase() === 'sips:' ? 'sips' : 'sip', user: userOf(rest, atSign), ...place };
}

/** Reads what follows the user; the headers at its end are of no use here. */
function readPlace(text: string): Pick<SipUri, 'host' | 'port' | 'parameters'> | undefined {
  const [address = ''] = text.split('?', 1);
  const [hostAndPort = '', ...parts] = address.split(';');
  const place = readHostAndPort(hostAndPort);
  const parameters = readParameters(parts);
  return place && parameters && { ...place, parameters };
}

/** Without the password. */
function userOf(text: string, atSign: number): string | undefined {
  return atSign < 0 ? undefined : text.slice(0, atSign).split(':', 1)[0];
}

/** Reads `host`, `host:port`, `[address]:port`. Undefined when it is none of them. */
export function readHostAndPort(text: string): Pick<SipUri, 'host' | 'port'> | undefined {
  const [match, address, name, digits] = HOST_AND_PORT.exec(text.trim()) ?? [];
  const host = address ?? name;
  if (match === undefined || host === undefined) return undefined;
  const port = digits === undefined ? undefined : Number(digits);
  return port === undefined || (port > 0 && port <= MOST_PORT) ? { host, port } : undefined;
}

/** A host as it is written before a port: an address of IPv6 gets its brackets. */
export function writeHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Escapes what may not stand in the user part of an address (RFC 3261, section 25.1): `#` of a dialled number becomes `%23`, a name of
 * any script its UTF-8 bytes. A plus stays: servers compare numbers as text.
 */
export function escapeUser(user: string): string {
  return encodeURIComponent(user.replaceAll(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('%2B', '+');
}
