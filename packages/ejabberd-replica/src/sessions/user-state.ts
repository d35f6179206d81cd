/**
 * What the sessions of a user say of him, weakest first: PENDING while none has sent presence, AWAY while those that have all want no messages (their
 * priority is negative: RFC 6121, section 4.7.2.3), AVAILABLE as soon as one does.
 */
export const USER_STATES = ['PENDING', 'AWAY', 'AVAILABLE'] as const;

/** One of {@link USER_STATES}. */
export type UserState = (typeof USER_STATES)[number];

/** What a session of this priority says by itself: an index of {@link USER_STATES}. The highest among a user's sessions is his state. */
export function stateRankOf(priority: number | null): number {
  if (priority === null) return 0;
  return priority < 0 ? 1 : 2;
}
