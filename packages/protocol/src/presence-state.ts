/**
 * Every state a presentity can be in, the one that matters most to an attendant first. The order is the precedence table of
 * composition: a product decision, kept as data. ON_CALL and DIALING share a rank.
 */
export const STATE_PRECEDENCE = [
  ['RINGING'],
  ['ON_CALL', 'DIALING'],
  ['DND'],
  ['IN_MEETING'],
  ['BUSY'],
  ['AWAY'],
  ['AVAILABLE'],
  ['OFFLINE'],
  ['UNKNOWN'],
] as const;

/** The unified state of a presentity, whatever its source calls it. */
export type PresenceState = (typeof STATE_PRECEDENCE)[number][number];

/** All states, in the order of precedence. */
export const PRESENCE_STATES: readonly PresenceState[] = STATE_PRECEDENCE.flat();

const RANKS = new Map<PresenceState, number>(
  STATE_PRECEDENCE.flatMap((states, rank) => states.map((state) => [state, rank] as const)),
);

/** Rank of a state in {@link STATE_PRECEDENCE}: 0 wins over everything, the highest loses to everything. */
export function precedenceOf(state: PresenceState): number {
  return RANKS.get(state) ?? STATE_PRECEDENCE.length;
}

/** True for one of {@link PRESENCE_STATES}; case matters. */
export function isPresenceState(value: unknown): value is PresenceState {
  return RANKS.has(value as PresenceState);
}
