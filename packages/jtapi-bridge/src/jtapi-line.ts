/** Another party of a call. Number and name are left out where they are not to be shown. */
export interface JtapiParty {
  /** Its state, as {@link JtapiCall.state}; left out of one that the call only names. */
  readonly state?: string;
  readonly number?: string;
  readonly name?: string;
}

/** The part an address has in a call. */
export interface JtapiCall {
  /** Names the call, the same at every line. Where the phone system has names of its own, it outlives the bridge. */
  readonly id: string;
  /** Name of a state of `CallControlConnection`, or of `Connection` where the library has no call control. */
  readonly state: string;
  /** Names of states of `CallControlTerminalConnection` or `TerminalConnection`, one for each phone of the line that has a part in the call. */
  readonly terminals: readonly string[];
  readonly direction?: 'in' | 'out';
  readonly peers: readonly JtapiParty[];
}

/** One address of a line. */
export interface JtapiAddress {
  /** Names it among those of its line. */
  readonly address: string;
  /** Whether a phone is registered with it; left out where the library does not tell. */
  readonly inService?: boolean;
  readonly calls: readonly JtapiCall[];
}

/** How a line is now: always all of it, never only what has changed. */
export interface JtapiLine {
  readonly dn: string;
  /** The number that the watch was asked for with. */
  readonly watch: number;
  readonly addresses: readonly JtapiAddress[];
}

/** Why a line is not watched, or cannot be read: reasons of the wire protocol. */
export const LINE_REFUSALS = ['NOT_CONTROLLED', 'NOT_FOUND', 'DENIED', 'SOURCE_FULL', 'SOURCE_DOWN'] as const;

/** One of {@link LINE_REFUSALS}. */
export type LineRefusalReason = (typeof LINE_REFUSALS)[number];

/** What went wrong with a line. */
export interface LineRefusal {
  readonly dn: string;
  /** The number that the watch was asked for with. */
  readonly watch: number;
  /** `watch`: it is not observed; `read`: it is, and cannot be read now; `observe`: one of its addresses is not observed, the others are. */
  readonly step: 'watch' | 'read' | 'observe';
  readonly reason: LineRefusalReason;
  /** What the library says, one line for an operator. */
  readonly detail: string;
}
