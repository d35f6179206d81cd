import type { PresenceType } from '@lampfield/protocol';

/**
 * Brings an identifier into the one form that becomes a key, so that one thing has one subscription; undefined when nothing is left
 * of it or it is not one (for example a chat address without a domain). Idempotent.
 */
export type Canonicalize = (type: PresenceType, raw: string) => string | undefined;
