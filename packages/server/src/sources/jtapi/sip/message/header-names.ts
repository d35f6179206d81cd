/** One-letter forms of RFC 3261, section 7.3.3, and of RFC 6665 for those a subscriber meets. */
const COMPACT_NAMES: Readonly<Record<string, string>> = {
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
};

/** Names that are not written as words with a capital each. */
const ODD_NAMES: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'www-authenticate': 'WWW-Authenticate',
};

/** The name by which a header is looked up: long and in lower case, whatever it was sent as. */
export function longHeaderName(name: string): string {
  const lower = name.toLowerCase();
  return COMPACT_NAMES[lower] ?? lower;
}

/** The name as it is written: `subscription-state` becomes `Subscription-State`. */
export function writtenHeaderName(name: string): string {
  return ODD_NAMES[name] ?? name.replaceAll(/(^|-)[a-z]/g, (initial) => initial.toUpperCase());
}
