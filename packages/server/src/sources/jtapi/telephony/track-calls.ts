import type { AddressFacts, CallFact } from './line-facts.ts';
import type { LineState, TrackedAddress, TrackedCall } from './line-state.ts';

const NO_CALLS: TrackedAddress = { calls: new Map() };

/**
 * Dates the calls of all addresses: one that was there in the same stage keeps its time, one that is seen to come into it is dated now.
 * Addresses that are left out are kept in mind as missed.
 */
export function trackCalls(
  previous: LineState | undefined,
  facts: readonly AddressFacts[],
  nowMs: number,
): ReadonlyMap<string, TrackedAddress> {
  const addresses = new Map<string, TrackedAddress>();
  for (const [address, { calls }] of previous?.addresses ?? []) addresses.set(address, { calls, isMissed: true });
  for (const { address, calls } of facts) {
    const known = previous?.addresses.get(address);
    const tracked = calls.map((call): [string, TrackedCall] => [call.id, trackCall(call, known, nowMs)]);
    addresses.set(address, calls.length === 0 ? NO_CALLS : { calls: new Map(tracked) });
  }
  return addresses;
}

/** True when all that is new at these addresses has been seen to begin: each was watched before, and without a break. */
export function isWatchedThroughout(previous: LineState | undefined, facts: readonly AddressFacts[]): previous is LineState {
  return previous !== undefined && facts.every(({ address }) => isWatched(previous.addresses.get(address)));
}

function isWatched(known: TrackedAddress | undefined): boolean {
  return known !== undefined && known.isMissed !== true;
}

function trackCall(call: CallFact, known: TrackedAddress | undefined, nowMs: number): TrackedCall {
  const { stage, sinceMs } = call;
  const before = known?.calls.get(call.id);
  if (before?.stage === stage) return { ...before, sinceMs: sinceMs ?? before.sinceMs };
  return { stage, sinceMs: sinceMs ?? (isWatched(known) ? nowMs : null), seenAtMs: nowMs };
}
