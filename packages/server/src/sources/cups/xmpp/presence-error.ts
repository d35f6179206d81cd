import type { PresenceReason } from '@lampfield/protocol';

/** Why a contact's state cannot be known. */
export interface Refusal {
  readonly reason: PresenceReason;
  /** The server's own word, for support. */
  readonly raw: string;
}

/** What the conditions of error stanzas (RFC 6120, section 8.3.3) mean for somebody who wants to see a presence. */
const REASONS: Readonly<Record<string, PresenceReason>> = {
  'bad-request': 'NOT_FOUND',
  gone: 'NOT_FOUND',
  'item-not-found': 'NOT_FOUND',
  'jid-malformed': 'NOT_FOUND',
  'remote-server-not-found': 'NOT_FOUND',
  // Both prosody and ejabberd say this of a domain that they cannot or may not reach.
  'service-unavailable': 'NOT_FOUND',
  forbidden: 'DENIED',
  'not-acceptable': 'DENIED',
  'not-allowed': 'DENIED',
  'not-authorized': 'DENIED',
  'registration-required': 'DENIED',
  'subscription-required': 'DENIED',
  'policy-violation': 'SOURCE_FULL',
  'resource-constraint': 'SOURCE_FULL',
};

/** The contact has said no. */
export const DENIED: Refusal = { reason: 'DENIED', raw: 'unsubscribed' };

/** What an error condition means; one that says nothing about the contact (a server that is slow, say) leaves it PENDING. */
export function refusalOf(condition: string): Refusal {
  return { reason: REASONS[condition] ?? 'PENDING', raw: condition };
}
