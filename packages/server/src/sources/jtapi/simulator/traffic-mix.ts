import type { Chance } from '../../../ports/clock.ts';

/**
 * What one event of the traffic is: a talk, a call nobody answers, a busy tone, a second call to a talking line, a phone that
 * fails.
 */
type TrafficKind = 'TALK' | 'UNANSWERED' | 'BUSY' | 'SECOND_CALL' | 'OUTAGE';

/** Shares of the kinds; they add up to 1. */
export const TRAFFIC_SHARES: readonly (readonly [TrafficKind, number])[] = [
  ['TALK', 0.72],
  ['UNANSWERED', 0.12],
  ['BUSY', 0.05],
  ['SECOND_CALL', 0.08],
  ['OUTAGE', 0.03],
];

/** Of all calls, those between two observed lines, and those from outside; the rest goes outside. */
export const INTERNAL_SHARE = 0.4;
/** See {@link INTERNAL_SHARE}. */
export const INBOUND_SHARE = 0.35;

/** Of the talks, those in which one end is put on hold for a while. */
export const HOLD_SHARE = 0.15;

/** Nothing that chance makes ring rings for longer than this; milliseconds. */
export const LONGEST_RING_MS = 30_000;

/**
 * The aim: this share of the lines is on the phone at any time, as on a Monday morning; and as much again of a line that is
 * alone, because it has to bring all the changes itself.
 */
const BUSY_SHARE = 0.3;

/** Reports that an event brings, and lines that it occupies: means over the mix, for the pace of the whole. */
const CHANGES_PER_EVENT = 4.2;
const LINES_PER_EVENT = 1.4;

/** Ringing takes this share of a call, but not more than a patient caller's mean; milliseconds. */
const RING_SHARE = 0.35;
const LONGEST_MEAN_RING_MS = 8000;

/** With few changes a second over many lines talks would last for hours; they do not; milliseconds. */
const LONGEST_MEAN_TALK_MS = 180_000;

/** How long things take in a system of some size. */
export interface TrafficTimes {
  readonly meanTalkMs: number;
  readonly meanRingMs: number;
}

/**
 * At first, when all lines are free, calls are shorter: a share of the time since the traffic began. Otherwise no call would end
 * for long, and the changes that ends bring would be missing from the rate; milliseconds.
 */
const FIRST_CALLS_MS = 10_000;
const AGE_SHARE = 0.3;

/**
 * The rate is given and so is how many changes a call brings; what is left to choose is how long calls last. By Little's law,
 * lines busy = (events a second) x (lines an event occupies) x (its length), solved for the length.
 *
 * @param rate changes a second, above 0
 * @param ageMs how long ago the traffic began; milliseconds
 */
export function trafficTimes(lineCount: number, rate: number, ageMs: number): TrafficTimes {
  const eventsPerMs = rate / CHANGES_PER_EVENT / 1000;
  const busyLines = BUSY_SHARE * (lineCount + 1);
  const callMs = Math.min(busyLines / (eventsPerMs * LINES_PER_EVENT), Math.max(FIRST_CALLS_MS, AGE_SHARE * ageMs));
  const meanRingMs = Math.min(LONGEST_MEAN_RING_MS, RING_SHARE * callMs);
  return { meanTalkMs: Math.min(LONGEST_MEAN_TALK_MS, callMs - meanRingMs), meanRingMs };
}

/** Draws what happens next. */
export function drawKind(chance: Chance): TrafficKind {
  let left = chance.next();
  for (const [kind, share] of TRAFFIC_SHARES) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'TALK';
}

/** A time around the mean: from a quarter of it to seven quarters, each as likely. */
export function drawAround(meanMs: number, chance: Chance): number {
  return meanMs * (0.25 + 1.5 * chance.next());
}
