import type { Attribute, SearchEntry } from 'ldapts';

/** One entry as the server sent it. */
export interface LdapEntry {
  readonly dn: string;
  /** Values by attribute name in lower case. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

/** Identifiers of Active Directory that are bytes, even where they happen to read as text. */
const BINARY_ATTRIBUTES = new Set(['objectguid', 'objectsid']);

/** Reads an entry; what is not text becomes hexadecimal digits. */
export function readLdapEntry(entry: SearchEntry): LdapEntry {
  const attributes = new Map(entry.attributes.map((attribute) => [attribute.type.toLowerCase(), readValues(attribute)]));
  return { dn: entry.name, attributes };
}

/** The first value of an attribute, whatever the case of its name. */
export function findValue(entry: LdapEntry, attribute: string): string | undefined {
  return entry.attributes.get(attribute.toLowerCase())?.[0];
}

function readValues({ type, values, parsedBuffers }: Attribute): string[] {
  if (BINARY_ATTRIBUTES.has(type.toLowerCase())) return parsedBuffers.map((value) => value.toString('hex'));
  return values.map((value) => (typeof value === 'string' ? value : value.toString('hex')));
}
