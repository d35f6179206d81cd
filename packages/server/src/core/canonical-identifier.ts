import {
  MAX_IDENTIFIER_LENGTH,
  parsePresenceId,
  presenceId,
  type ParsedPresenceId,
  type PresenceIdFailure,
  type PresenceType,
} from '@lampfield/protocol';
import { canonicalChatAddress, canonicalMailAddress } from './canonical-address.ts';
import { createPhoneCanonicalizer, type NormalizeRule } from './canonical-phone.ts';

/**
 * Brings an identifier into the one form that becomes a key, so that one thing has one subscription; undefined when nothing is left
 * of it or it is not one (for example a chat address without a domain). Idempotent.
 */
export type Canonicalize = (type: PresenceType, raw: string) => string | undefined;

/** What the configuration says of identifiers. */
export interface CanonicalizerOptions {
  /** For phone numbers: see {@link createPhoneCanonicalizer}. */
  readonly normalize?: readonly NormalizeRule[];
}

/**
 * Makes the one rule for identifiers of a running server. JTAPI: {@link createPhoneCanonicalizer}. EXCHANGE: a lower-case mail address. CUPS and
 * XMPP: a bare JID. What is longer than an identifier may be is not one, before and after, which also bounds the work of any pattern.
 *
 * @throws TypeError when a rule's pattern is not a regular expression; the message names the rule
 */
export function createCanonicalizer(options: CanonicalizerOptions = {}): Canonicalize {
  const canonicalPhone = createPhoneCanonicalizer(options.normalize ?? []);
  const rules: Record<PresenceType, (raw: string) => string | undefined> = {
    JTAPI: canonicalPhone,
    CUPS: canonicalChatAddress,
    EXCHANGE: canonicalMailAddress,
    XMPP: canonicalChatAddress,
  };
  return (type, raw) => {
    if (raw.length > MAX_IDENTIFIER_LENGTH) return undefined;
    const canonical = rules[type](raw);
    return canonical === undefined || canonical.length > MAX_IDENTIFIER_LENGTH ? undefined : canonical;
  };
}

/** Takes an id apart with its identifier in the canonical form; an identifier that has none makes it INVALID_ID. */
export function parseCanonicalId(id: string, canonicalize: Canonicalize): ParsedPresenceId | PresenceIdFailure {
  const parsed = parsePresenceId(id);
  if (typeof parsed === 'string') return parsed;
  const identifier = canonicalize(parsed.type, parsed.identifier);
  return identifier === undefined ? 'INVALID_ID' : { id: presenceId(identifier, parsed.type), identifier, type: parsed.type };
}
