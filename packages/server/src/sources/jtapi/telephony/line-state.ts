import type { PresenceState } from '@lampfield/protocol';
import type { CallStage } from './line-facts.ts';

/** When a call came into its stage, as far as can be told. */
export interface TrackedCall {
  readonly stage: CallStage;
  /** Epoch milliseconds; null when the stage began before anybody looked. */
  readonly sinceMs: number | null;
  /** When the call was first seen in its stage; epoch milliseconds. */
  readonly seenAtMs: number;
}

/** The calls of one address by their ids. */
export interface TrackedAddress {
  readonly calls: ReadonlyMap<string, TrackedCall>;
  /** The address was left out of the last facts: news of it may have been lost. */
  readonly isMissed?: true;
}

/** A state and when it began; null when not known. */
export interface DatedState {
  readonly state: PresenceState;
  readonly sinceMs: number | null;
}

/** What has to be remembered of a line from one step to the next. Never changed, only replaced. */
export interface LineState {
  readonly addresses: ReadonlyMap<string, TrackedAddress>;
  /** What the line is when its calls are left out of account; undefined until an address is known. */
  readonly resting?: DatedState;
  /** What was reported, and since when the source has not been asked about it anew; epoch milliseconds. Only while there are calls. */
  readonly shown?: { readonly state: PresenceState; readonly confirmedAtMs: number };
}
