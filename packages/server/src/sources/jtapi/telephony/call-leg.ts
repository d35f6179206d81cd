import type { PresenceState } from '@lampfield/protocol';
import type { CallFact, CallStage } from './line-facts.ts';

/** What a line is doing in one of its calls. */
export interface CallLeg {
  readonly state: Extract<PresenceState, 'RINGING' | 'DIALING' | 'ON_CALL' | 'BUSY'>;
  /** Of two calls the one with the lower rank is what the line is shown to be doing. */
  readonly rank: number;
}

const RINGING: CallLeg = { state: 'RINGING', rank: 0 };
const DIALING: CallLeg = { state: 'DIALING', rank: 1 };
const TALKING: CallLeg = { state: 'ON_CALL', rank: 1 };
const BUSY_TONE: CallLeg = { state: 'BUSY', rank: 2 };
const HOLDING: CallLeg = { state: 'ON_CALL', rank: 3 };

/** By the direction, `unknown` where the network does not tell it. */
type LegByDirection = Readonly<Record<'in' | 'out' | 'unknown', CallLeg | undefined>>;

/**
 * The table that decides. An attendant has to see who is waiting, so that an unanswered caller comes before the call in progress and
 * an active call before a held one. What arrives and does not ring yet, or failed before it rang, is not noticed by anybody at
 * the phone and is no call of the line. Where the network gives no direction, what alerts is taken to ring: to show a ringing phone as
 * dialling would cost a caller, the other way round costs a glance.
 */
const LEGS: Readonly<Record<CallStage, LegByDirection>> = {
  TRYING: { in: undefined, out: DIALING, unknown: DIALING },
  ALERTING: { in: RINGING, out: DIALING, unknown: RINGING },
  CONNECTED: { in: TALKING, out: TALKING, unknown: TALKING },
  FAILED: { in: undefined, out: BUSY_TONE, unknown: BUSY_TONE },
};

/** What a call makes of its line; undefined when the line does not notice it. */
export function findLeg({ stage, direction, isHeld }: CallFact): CallLeg | undefined {
  return stage === 'CONNECTED' && isHeld === true ? HOLDING : LEGS[stage][direction ?? 'unknown'];
}

/** True for the leg of a call that this end put on hold. */
export function isHolding(leg: CallLeg): boolean {
  return leg === HOLDING;
}
