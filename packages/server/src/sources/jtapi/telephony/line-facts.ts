import type { PresenceState } from '@lampfield/protocol';

/** Where a call is, as one of its ends sees it. */
export type CallStage =
  | 'TRYING' // dialled or just arriving: the far end does not ring yet
  | 'ALERTING' // the called end rings: RINGING when the line was called, DIALING when it calls
  | 'CONNECTED'
  | 'FAILED'; // busy tone, unobtainable: the line is taken, nobody talks

/** One call of one address of a line, as its phone system tells. */
export interface CallFact {
  /** Stable while the call lives, and unique within its address, as the network names it there. */
  readonly id: string;
  /**
   * Names the whole call, the same at every address and for every branch that sees it; left out where the network has no such
   * name. Facts that share it are one call; two facts that both have one and differ in it are two.
   */
  readonly call?: string;
  readonly stage: CallStage;
  /** `in` when the address was called; undefined where the network does not tell. */
  readonly direction?: 'in' | 'out';
  /** The far end; its number as the network wrote it. Left out where there is no one far end, as in most conferences. */
  readonly peer?: { readonly number?: string; readonly name?: string };
  /** Put on hold by this end; of a connected call only. */
  readonly isHeld?: true;
  /** Call that several parties share. */
  readonly isConference?: true;
  /** When the stage began, where the phone system says so; epoch milliseconds. */
  readonly sinceMs?: number;
  /** The phone system's own word for it: `early`, `ALERTING`. */
  readonly raw: string;
}

/** What an address can be besides available while it has no calls. */
export type RestingStatus = Extract<PresenceState, 'AWAY' | 'BUSY' | 'IN_MEETING' | 'DND'>;

/** What is known of one address of a line. A number can have several: in other partitions, or shared by several phones. */
export interface AddressFacts {
  /** Names the address among those of its line. */
  readonly address: string;
  /** False: no phone is registered there; undefined where the network does not tell. */
  readonly isInService?: boolean;
  readonly calls: readonly CallFact[];
  /** What the address is apart from calls, where the network tells such: do not disturb, away. */
  readonly status?: RestingStatus;
  /** Since when it is as it is without calls (idle, out of service, its status), where the phone system says so; epoch milliseconds. */
  readonly sinceMs?: number;
  /** The phone system's own word for what it is without calls: `OUT_OF_SERVICE`, `away`. */
  readonly raw?: string;
  /**
   * When these facts were last fetched from the source itself as a whole (not put together from what had been heard before, by us or by a library);
   * epoch milliseconds. It is what ends the doubt about a line that rings for too long.
   */
  readonly readAtMs?: number;
}
