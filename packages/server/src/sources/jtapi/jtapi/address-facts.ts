import type { JtapiAddress, JtapiCall, JtapiParty } from '@lampfield/jtapi-bridge';
import type { AddressFacts, CallFact, CallStage } from '../telephony/line-facts.ts';

/** How far a call is, and the word that says so. */
interface Progress {
  readonly stage: CallStage;
  readonly raw: string;
}

/**
 * What a party's own state says. The words are those of JTAPI call control (JSR 43, CallControlConnection), and of its core where a library
 * has nothing more: INPROGRESS, CONNECTED. IDLE and DISCONNECTED do not come, and a word that is not known stands for a call all the same.
 */
const STAGE_OF_STATE: ReadonlyMap<string, CallStage> = new Map([
  ['INPROGRESS', 'TRYING'],
  ['OFFERED', 'TRYING'],
  ['QUEUED', 'TRYING'],
  ['INITIATED', 'TRYING'],
  ['DIALING', 'TRYING'],
  ['ALERTING', 'ALERTING'],
  // The call has left for another network. Whether that rings is not always told, but the line is taken.
  ['NETWORK_REACHED', 'ALERTING'],
  ['NETWORK_ALERTING', 'ALERTING'],
  ['FAILED', 'FAILED'],
]);

/** A caller hears the furthest of those he calls. */
const FURTHEST_FIRST: readonly CallStage[] = ['CONNECTED', 'ALERTING', 'TRYING', 'FAILED'];

/**
 * What one address of a line is doing, out of how JTAPI sees it.
 *
 * @param readAtMs when what the library has of it was last fetched from the phone system as a whole; epoch milliseconds
 */
export function addressFactsOf({ address, inService, calls }: JtapiAddress, readAtMs?: number): AddressFacts {
  return {
    address,
    ...(inService !== undefined && { isInService: inService }),
    ...(inService === false && { raw: 'OUT_OF_SERVICE' }),
    calls: calls.map(callFactOf),
    ...(readAtMs !== undefined && { readAtMs }),
  };
}

function callFactOf(call: JtapiCall): CallFact {
  const { stage, raw } = progressOf(call);
  const isHeld = stage === 'CONNECTED' && isOnHold(call.terminals);
  const connected = call.peers.filter(({ state }) => state !== undefined && stageOf(state) === 'CONNECTED');
  const isConference = connected.length > 1;
  const peer = isConference ? undefined : (connected[0] ?? call.peers[0]);
  return {
    id: call.id,
    call: call.id,
    stage,
    ...(call.direction !== undefined && { direction: call.direction }),
    ...(peer !== undefined && { peer: farEndOf(peer) }),
    ...(isHeld && { isHeld: true }),
    ...(isConference && { isConference: true }),
    raw: isHeld ? 'HELD' : raw,
  };
}

/**
 * A caller counts as connected as soon as he has dialled (JSR 43: his connection is ESTABLISHED while the called one is still ALERTING), so
 * how far his call is has to be seen from the other end.
 */
function progressOf({ state, direction, peers }: JtapiCall): Progress {
  const own = stageOf(state);
  if (own !== 'CONNECTED' || direction !== 'out') return { stage: own, raw: state };
  const farEnds = peers.flatMap((peer) => (peer.state === undefined ? [] : [{ stage: stageOf(peer.state), raw: peer.state }]));
  const furthest = FURTHEST_FIRST.flatMap((stage) => farEnds.find((end) => end.stage === stage) ?? [])[0];
  // Nobody is there yet: what was dialled is still being routed.
  return furthest ?? { stage: 'TRYING', raw: state };
}

function stageOf(state: string): CallStage {
  return STAGE_OF_STATE.get(state) ?? 'CONNECTED';
}

/** Phones that share the line can be in one call: it is held only while none of them talks. */
function isOnHold(terminals: readonly string[]): boolean {
  return terminals.includes('HELD') && !terminals.includes('TALKING');
}

function farEndOf({ number, name }: JtapiParty): NonNullable<CallFact['peer']> {
  return { ...(number !== undefined && { number }), ...(name !== undefined && { name }) };
}
