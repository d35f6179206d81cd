import type { SourceReport } from '../../../ports/source.ts';
import type { AddressFacts, CallFact, CallStage } from '../telephony/line-facts.ts';
import { reportLine } from '../telephony/reduce-line.ts';

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
  /** Others take part once it is answered. */
  readonly isConference?: true;
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

/**
 * What a line reports, by the rule for all phone lines.
 *
 * @param idleSince for a line without calls: when its last one ended, if known; epoch milliseconds
 */
export function lineReport(number: string, line: Line | undefined, idleSince: number | null): SourceReport {
  return reportLine([factsOf(number, line, idleSince)]);
}

function factsOf(number: string, line: Line | undefined, idleSince: number | null): AddressFacts {
  const address = number;
  if (line?.outOfServiceSince !== undefined) {
    return { address, isInService: false, calls: [], sinceMs: line.outOfServiceSince, raw: 'OUT_OF_SERVICE' };
  }
  return {
    address,
    isInService: true,
    calls: (line?.calls ?? []).flatMap((call, index) => findFact(number, call, String(index)) ?? []),
    ...(idleSince !== null && { sinceMs: idleSince }),
    raw: 'IN_SERVICE',
  };
}

/** Undefined for a call that is over. */
function findFact(number: string, call: Call, id: string): CallFact | undefined {
  if (call.phase === 'DISCONNECTED') return undefined;
  const isCaller = call.from === number;
  const isConference = call.phase === 'CONNECTED' && call.isConference === true;
  const isHeld = call.phase === 'CONNECTED' && call.isHeldBy[isCaller ? 'from' : 'to'];
  return {
    id,
    stage: call.phase,
    direction: isCaller ? 'out' : 'in',
    ...(isConference ? { isConference } : { peer: { number: isCaller ? call.to : call.from } }),
    ...(isHeld && { isHeld }),
    sinceMs: call.phaseSince,
    raw: wordFor(call.phase, isCaller, isHeld),
  };
}

/** The word of a phone system for what its line is doing: JTAPI's, but for the two that it tells by other means. */
function wordFor(phase: CallStage, isCaller: boolean, isHeld: boolean): string {
  if (isHeld) return 'HELD';
  return phase === 'ALERTING' && isCaller ? 'DIALING' : phase;
}
