import type { PresenceState } from '@lampfield/protocol';
import type { SourceReport } from '../../../ports/source.ts';

/** Where a call is, in JTAPI's words for the connection of the called party. FAILED is the busy tone. */
type CallPhase = 'ALERTING' | 'CONNECTED' | 'FAILED' | 'DISCONNECTED';

/** The calling end of a call, or the called one. */
export type CallEnd = 'from' | 'to';

/** A call between two lines. */
export interface Call {
  readonly from: string;
  readonly to: string;
  readonly phase: CallPhase;
  /** When the phase began; epoch milliseconds. */
  readonly phaseSince: number;
  readonly isHeldBy: Readonly<Record<CallEnd, boolean>>;
}

/** A call as the phone system itself sees it. */
export interface MutableCall extends Call {
  phase: CallPhase;
  phaseSince: number;
  readonly isHeldBy: Record<CallEnd, boolean>;
}

/** A line where something is going on. */
export interface Line {
  readonly calls: MutableCall[];
  /** Epoch milliseconds; absent while the phone is in service. */
  readonly outOfServiceSince?: number;
}

/** What a line is doing in one of its calls. */
interface Leg {
  readonly state: PresenceState;
  readonly raw: string;
  /** Of two legs the one with the lower rank is what the line is shown to be doing. */
  readonly rank: number;
}

const RINGING: Leg = { state: 'RINGING', raw: 'ALERTING', rank: 0 };
const DIALING: Leg = { state: 'DIALING', raw: 'DIALING', rank: 1 };
const TALKING: Leg = { state: 'ON_CALL', raw: 'CONNECTED', rank: 1 };
const BUSY_TONE: Leg = { state: 'BUSY', raw: 'FAILED', rank: 2 };
const HOLDING: Leg = { state: 'ON_CALL', raw: 'HELD', rank: 3 };

/**
 * What a line reports: its most important call decides (a waiting caller before the present one, an active call before a held
 * one, of equals the one that changed last), and the number of all is told.
 *
 * @param idleSince for a line without calls: when its last one ended, if known; epoch milliseconds
 */
export function lineReport(number: string, line: Line | undefined, idleSince: number | null): SourceReport {
  if (line?.outOfServiceSince !== undefined) return { state: 'OFFLINE', since: line.outOfServiceSince, raw: 'OUT_OF_SERVICE' };
  const call = line === undefined ? undefined : findMostImportant(number, line.calls);
  if (line === undefined || call === undefined) return { state: 'AVAILABLE', since: idleSince, raw: 'IN_SERVICE' };
  const leg = legOf(number, call);
  const isCaller = call.from === number;
  return {
    state: leg.state,
    since: call.phaseSince,
    raw: leg.raw,
    activity: {
      peer: { number: isCaller ? call.to : call.from },
      direction: isCaller ? 'out' : 'in',
      ...(leg === HOLDING && { held: true }),
      calls: line.calls.length,
    },
  };
}

function findMostImportant(number: string, calls: readonly Call[]): Call | undefined {
  let best: Call | undefined;
  for (const call of calls) {
    if (best === undefined || outranks(number, call, best)) best = call;
  }
  return best;
}

function outranks(number: string, call: Call, best: Call): boolean {
  const byRank = legOf(number, call).rank - legOf(number, best).rank;
  return byRank === 0 ? call.phaseSince >= best.phaseSince : byRank < 0;
}

function legOf(number: string, call: Call): Leg {
  const isCaller = call.from === number;
  if (call.phase === 'ALERTING') return isCaller ? DIALING : RINGING;
  if (call.phase === 'FAILED') return BUSY_TONE;
  return call.isHeldBy[isCaller ? 'from' : 'to'] ? HOLDING : TALKING;
}
