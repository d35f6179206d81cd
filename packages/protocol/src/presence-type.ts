/** What a source can know about a presentity: one subscription is made per type. */
export const PRESENCE_TYPES = ['JTAPI', 'CUPS', 'EXCHANGE', 'XMPP'] as const;

/**
 * JTAPI is the phone line, CUPS the chat client, EXCHANGE the calendar, XMPP the sessions of an
 * ejabberd cluster.
 */
export type PresenceType = (typeof PRESENCE_TYPES)[number];

/** True for one of {@link PRESENCE_TYPES}; case matters. */
export function isPresenceType(value: unknown): value is PresenceType {
  return (PRESENCE_TYPES as readonly unknown[]).includes(value);
}
