/** An XMPP address (RFC 7622) taken apart for comparing: the bare part folded, the resource as it came. */
export interface ChatAddress {
  /** `local@domain` or `domain`. */
  readonly bare: string;
  /** Empty for a bare address. Case counts in it. */
  readonly resource: string;
}

/** Longest bare address a server has to accept: two parts of 1023 octets and the sign between them (RFC 7622, section 3.1). */
const LONGEST_BARE_ADDRESS = 2047;

/** What must not be in a local part (RFC 7622, section 3.3.1), besides what no part may have. */
const FORBIDDEN_IN_LOCAL = /["&'/:<>@]/;

/** Blanks, controls, and what XML 1.0 cannot carry at all: a stanza with one of these costs the whole stream. */
const FORBIDDEN_ANYWHERE = /[\s\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]/u;

/** Takes an address off the wire apart; undefined when there is none. */
export function readChatAddress(text: string | undefined): ChatAddress | undefined {
  if (text === undefined || text === '') return undefined;
  const slash = text.indexOf('/');
  const bare = slash < 0 ? text : text.slice(0, slash);
  return { bare: foldBareAddress(bare), resource: slash < 0 ? '' : text.slice(slash + 1) };
}

/**
 * The form in which bare addresses are compared. Identifiers are canonical when they come in, but servers answer in their own
 * normal form (RFC 3920's stringprep folds case and compatibility characters), so both sides are brought to one.
 */
export function foldBareAddress(bare: string): string {
  return bare.normalize('NFKC').toLowerCase();
}

/** Whether a server can be asked about this bare address without risking the stream. */
export function isAskableAddress(bare: string): boolean {
  if (bare === '' || bare.length > LONGEST_BARE_ADDRESS || FORBIDDEN_ANYWHERE.test(bare)) return false;
  const at = bare.indexOf('@');
  const [local, domain] = at < 0 ? [undefined, bare] : [bare.slice(0, at), bare.slice(at + 1)];
  if (domain === '' || /[@/]/.test(domain)) return false;
  return local === undefined || (local !== '' && !FORBIDDEN_IN_LOCAL.test(local));
}
