import type { PresenceState } from '@lampfield/protocol';

const STATES: readonly PresenceState[] = ['AVAILABLE', 'ON_CALL', 'DND', 'DIALING', 'BUSY'];

/**
 * What is true of a line in an era. In the next era all of them are in another state, so that what is left from before is seen.
 *
 * @param identifier a number
 */
export function stateIn(era: number, identifier: string): PresenceState {
  return STATES[(Number(identifier) + era) % STATES.length] ?? 'AVAILABLE';
}
