import { findLeg, type CallLeg } from './call-leg.ts';
import type { AddressFacts, CallFact, CallStage } from './line-facts.ts';
import type { TrackedAddress, TrackedCall } from './line-state.ts';

/** A call as one address of the line sees it. */
interface Sighting {
  readonly address: string;
  readonly fact: CallFact;
  readonly leg: CallLeg;
  readonly tracked: TrackedCall;
  /** When it was first seen, or the source was last asked about it anew; epoch milliseconds. */
  readonly confirmedAtMs: number;
}

/** One call of a line, however many of its addresses see it. */
export interface LineCall {
  readonly leg: CallLeg;
  readonly direction: CallFact['direction'] | undefined;
  /** Without a number it is nobody. */
  readonly peer: CallFact['peer'];
  /** The line talks to several at once. */
  readonly isConference: boolean;
  readonly raw: string;
  /** When its stage began; epoch milliseconds, null when not known. */
  readonly sinceMs: number | null;
  /** Since when nothing confirms it but the lack of news; epoch milliseconds. */
  readonly confirmedAtMs: number;
}

/** How far each stage is on its way: where the sightings of a call differ, one of them is late. */
const PROGRESS: Readonly<Record<CallStage, number>> = { FAILED: 0, TRYING: 1, ALERTING: 2, CONNECTED: 3 };

/**
 * The calls of a line out of those of its addresses, the most important first: by the table of `call-leg.ts`, of equals the one that
 * changed last. Calls of an address that is out of service are remnants and left out.
 *
 * Sightings are one call when the network names it the same. Where it has no names, those at different addresses are one when they have the
 * same direction and far end; two of one address are always two.
 */
export function mergeCalls(facts: readonly AddressFacts[], tracked: ReadonlyMap<string, TrackedAddress>): readonly LineCall[] {
  const sightings = facts.flatMap((one) => sightingsAt(one, tracked.get(one.address))).sort(compareSightings);
  // Most lines have one call at one address.
  if (sightings.length < 2) return sightings.map(soleCall);
  const groups = new Map<string, Sighting[]>();
  const numberedPeers = new Map<string, number>();
  for (const sighting of sightings) {
    const name = nameOf(sighting, numberedPeers);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [sighting]);
    else group.push(sighting);
  }
  return [...groups.values()].map(mergeSightings).sort(compareCalls);
}

function sightingsAt(facts: AddressFacts, tracked: TrackedAddress | undefined): Sighting[] {
  if (facts.isInService === false) return [];
  const { address, readAtMs = 0 } = facts;
  return facts.calls.flatMap((fact) => {
    const leg = findLeg(fact);
    const dated = tracked?.calls.get(fact.id);
    if (leg === undefined || dated === undefined) return [];
    return [{ address, fact, leg, tracked: dated, confirmedAtMs: Math.max(dated.seenAtMs, readAtMs) }];
  });
}

/** The furthest first, then the most important; names make the order a total one, whatever the order of the facts. */
function compareSightings(one: Sighting, other: Sighting): number {
  return (
    PROGRESS[other.fact.stage] - PROGRESS[one.fact.stage] ||
    one.leg.rank - other.leg.rank ||
    compareTexts(one.address, other.address) ||
    compareTexts(one.fact.id, other.fact.id)
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** @param numberedPeers how many calls with each peer each address has had so far: the second of one address pairs with the second of another */
function nameOf({ address, fact }: Sighting, numberedPeers: Map<string, number>): string {
  if (fact.call !== undefined) return JSON.stringify(['call', fact.call]);
  const number = fact.peer?.number;
  // A number without a digit (`anonymous`) is nobody's: two of them need not be one caller.
  if (number === undefined || !/\d/.test(number)) return JSON.stringify(['id', address, fact.id]);
  const peer = [fact.direction ?? '', number];
  const peerHere = JSON.stringify([address, ...peer]);
  const count = numberedPeers.get(peerHere) ?? 0;
  numberedPeers.set(peerHere, count + 1);
  return JSON.stringify(['peer', count, ...peer]);
}

function soleCall({ leg, fact, tracked, confirmedAtMs }: Sighting): LineCall {
  const { direction, peer, raw } = fact;
  return { leg, direction, peer, isConference: isInConference([fact]), raw, sinceMs: tracked.sinceMs, confirmedAtMs };
}

/** @param sightings at least one, in their order: the first decides */
function mergeSightings(sightings: readonly Sighting[]): LineCall {
  const [first] = sightings as [Sighting];
  if (sightings.length === 1) return soleCall(first);
  const alike = sightings.filter(({ fact }) => fact.stage === first.fact.stage);
  const isConference = isInConference(sightings.map(({ fact }) => fact));
  return { ...soleCall(first), peer: findPeer(sightings), isConference, sinceMs: beginningOf(alike) };
}

/** Who still dials into a conference is in none. */
function isInConference(facts: readonly CallFact[]): boolean {
  return facts[0]?.stage === 'CONNECTED' && facts.some(({ isConference }) => isConference === true);
}

/** Of several sightings the first to come into the stage: what the network says, else null if one had begun before anybody looked. */
function beginningOf(sightings: readonly Sighting[]): number | null {
  const told = sightings.flatMap(({ fact }) => fact.sinceMs ?? []);
  if (told.length > 0) return Math.min(...told);
  const seen = sightings.map(({ tracked }) => tracked.sinceMs);
  return seen.includes(null) ? null : Math.min(...seen.map(Number));
}

/** The far end, of the first that knows its number; of a conference only if all agree, because it has no one far end. */
function findPeer(sightings: readonly Sighting[]): CallFact['peer'] {
  const peers = sightings.flatMap(({ fact }) => (fact.peer?.number === undefined ? [] : [fact.peer]));
  const [first] = peers;
  if (first === undefined) return undefined;
  const alike = peers.filter(({ number }) => number === first.number);
  const isConference = sightings.some(({ fact }) => fact.isConference === true);
  if (isConference && alike.length < peers.length) return undefined;
  return alike.find(({ name }) => name !== undefined) ?? first;
}

function compareCalls(one: LineCall, other: LineCall): number {
  return one.leg.rank - other.leg.rank || changedAtMs(other) - changedAtMs(one);
}

/** What had begun before anybody looked is older than all that was seen to begin. */
function changedAtMs({ sinceMs }: LineCall): number {
  return sinceMs ?? Number.MIN_SAFE_INTEGER;
}
