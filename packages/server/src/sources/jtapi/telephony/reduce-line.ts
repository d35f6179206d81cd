import { MAX_IDENTIFIER_LENGTH, type CallPeer, type PresenceActivity } from '@lampfield/protocol';
import { plainLine } from '../../../core/plain-line.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { isHolding } from './call-leg.ts';
import type { AddressFacts } from './line-facts.ts';
import type { DatedState, LineState } from './line-state.ts';
import { mergeCalls, type LineCall } from './merge-calls.ts';
import { restingOf, type Resting } from './resting.ts';
import { isWatchedThroughout, trackCalls } from './track-calls.ts';

/** What came out of a step: the state to give to the next one, and what the source reports. */
export interface LineStep {
  readonly state: LineState;
  readonly report: SourceReport;
}

/** Longest name of a far end and longest word of a phone system that are passed on; code points. */
const LONGEST_NAME = 255;
const LONGEST_RAW = 64;

/** The report of a line of which nothing is known yet. */
const PENDING: SourceReport = { state: 'UNKNOWN', since: null, reason: 'PENDING' };

/**
 * What a line does, out of what is known of all its addresses: the one rule for every phone connector. Pure; the order of the
 * addresses does not matter.
 *
 * The most important call decides (see `merge-calls.ts`), else what the line is without calls (see `resting.ts`); a line without a
 * known address is UNKNOWN, PENDING. `since` is what the network says, else when the state was seen to begin, else null: nobody can
 * know that of a first look. An address that is not known for a while (its connection broke) is to be left out of the facts: what it
 * shows as unchanged when it is back keeps its time, what it shows as new began at a time that nobody knows.
 *
 * The far end's name is the one the network gives; where `activity.peer` has none, a directory may add it.
 *
 * @param previous the state the last step of this line returned; undefined for the first
 * @param facts of all addresses that are known, each once
 * @param nowMs epoch milliseconds
 */
export function reduceLine(previous: LineState | undefined, facts: readonly AddressFacts[], nowMs: number): LineStep {
  const addresses = trackCalls(previous, facts, nowMs);
  if (facts.length === 0) {
    return { state: { addresses, ...(previous?.resting && { resting: previous.resting }) }, report: PENDING };
  }
  const calls = mergeCalls(facts, addresses);
  const [call] = calls;
  if (call !== undefined) {
    const { state } = call.leg;
    return { state: { addresses, shown: { state, confirmedAtMs: call.confirmedAtMs } }, report: callReport(call, calls.length) };
  }
  const rest = restingOf(facts);
  const resting = dateResting(rest, previous, isWatchedThroughout(previous, facts) ? nowMs : null);
  return { state: { addresses, resting }, report: { state: resting.state, since: resting.sinceMs, ...wordOf(rest.raw) } };
}

/** What a line does, as far as the facts alone say it: for who is told all times by the network. */
export function reportLine(facts: readonly AddressFacts[]): SourceReport {
  return reduceLine(undefined, facts, 0).report;
}

/** @param beganAtMs when it began if it is new; null when that is not known */
function dateResting({ state, toldSinceMs }: Resting, previous: LineState | undefined, beganAtMs: number | null): DatedState {
  if (toldSinceMs !== undefined) return { state, sinceMs: toldSinceMs };
  return previous?.resting?.state === state ? previous.resting : { state, sinceMs: beganAtMs };
}

function callReport(call: LineCall, count: number): SourceReport {
  const { leg, direction, isConference, raw, sinceMs } = call;
  const peer = peerOf(call);
  const activity: PresenceActivity = {
    ...(peer !== undefined && { peer }),
    ...(direction !== undefined && { direction }),
    ...(isHolding(leg) && { held: true }),
    ...(isConference && { conference: true }),
    calls: count,
  };
  return { state: leg.state, since: sinceMs, ...wordOf(raw), activity };
}

function wordOf(said: string | undefined): Pick<SourceReport, 'raw'> {
  const raw = plainLine(said ?? '', LONGEST_RAW);
  return raw === '' ? {} : { raw };
}

/** Without a number there is nobody to name; a name that only repeats the number is none. */
function peerOf({ peer }: LineCall): CallPeer | undefined {
  const number = plainLine(peer?.number ?? '', MAX_IDENTIFIER_LENGTH);
  if (number === '') return undefined;
  const name = plainLine(peer?.name ?? '', LONGEST_NAME);
  return name === '' || name === number ? { number } : { number, name };
}
