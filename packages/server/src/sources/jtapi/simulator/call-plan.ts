import type { Chance } from '../../../ports/clock.ts';
import type { ObservedPool } from '../../simulation/observed-pool.ts';
import type { CallEnd } from './line-report.ts';
import type { CallRequest } from './phone-system.ts';
import {
  drawAround,
  drawKind,
  HOLD_SHARE,
  INBOUND_SHARE,
  INTERNAL_SHARE,
  LONGEST_RING_MS,
  type TrafficTimes,
} from './traffic-mix.ts';

/** A call from the first ring to the last word, decided before it begins. Times in milliseconds. */
export interface CallPlan extends CallRequest {
  readonly kind: 'CALL';
  /** How long the far end rings, or the caller listens to the busy tone. */
  readonly ringMs: number;
  /** 0 = nobody answers. */
  readonly talkMs: number;
  /** One end puts the other on hold for the middle third of the talk. */
  readonly heldBy?: CallEnd;
}

/** A phone that fails for a while. */
export interface OutagePlan {
  readonly kind: 'OUTAGE';
  readonly number: string;
  readonly lastsMs: number;
}

/** What the planner may choose from. */
export interface LineChoice {
  /** All observed lines; free ones may be picked. */
  readonly lines: ObservedPool;
  /** Observed lines in exactly one connected call. */
  readonly talking: ObservedPool;
  readonly drawOutsideNumber: () => string;
}

interface Parties {
  readonly from: string;
  readonly to: string;
}

/** Invents the next event of the traffic; undefined when no line is free for one. */
export function planTraffic(choice: LineChoice, times: TrafficTimes, chance: Chance): CallPlan | OutagePlan | undefined {
  const free = choice.lines.findAny(chance);
  if (free === undefined) return undefined;
  const kind = drawKind(chance);
  if (kind === 'OUTAGE') return { kind, number: free, lastsMs: drawAround(times.meanTalkMs, chance) };
  if (kind === 'BUSY') return planBusyTone(free, choice, { times, chance });
  const talking = kind === 'SECOND_CALL' ? choice.talking.findAny(chance) : undefined;
  const parties = talking === undefined ? drawParties(free, choice, chance) : drawSecondCall(free, talking, { choice, chance });
  return planCall(parties, kind !== 'UNANSWERED', { times, chance });
}

/**
 * How many reports a plan will bring: one for each observed end of each of its steps. The pace of the traffic is made of this.
 */
export function plannedChanges(plan: CallPlan | OutagePlan, choice: LineChoice): number {
  if (plan.kind === 'OUTAGE') return 2;
  const isCallerSeen = choice.lines.has(plan.from);
  const isCalledSeen = choice.lines.has(plan.to) && plan.isRefused !== true;
  const steps = plan.talkMs > 0 ? 3 : 2;
  const ends = Number(isCallerSeen) + Number(isCalledSeen);
  const isHoldSeen = plan.heldBy !== undefined && choice.lines.has(plan[plan.heldBy]);
  // Who was talking when the call came takes his first call back afterwards.
  const retrieval = isCalledSeen && plan.talkMs > 0 && choice.talking.has(plan.to) ? 1 : 0;
  return steps * ends + (isHoldSeen ? 2 : 0) + retrieval;
}

interface Dice {
  readonly times: TrafficTimes;
  readonly chance: Chance;
}

function planCall(parties: Parties, isAnswered: boolean, { times, chance }: Dice): CallPlan {
  const ringMs = Math.min(LONGEST_RING_MS, drawAround(times.meanRingMs, chance) * (isAnswered ? 1 : 2));
  const talkMs = isAnswered ? drawAround(times.meanTalkMs, chance) : 0;
  const isHeld = isAnswered && chance.next() < HOLD_SHARE;
  return { kind: 'CALL', ...parties, ringMs, talkMs, ...(isHeld && { heldBy: chance.next() < 0.5 ? 'from' : 'to' }) };
}

/** The caller reaches somebody who is on the phone, if anybody is, and gives up soon. */
function planBusyTone(from: string, choice: LineChoice, { times, chance }: Dice): CallPlan {
  const to = choice.talking.findAny(chance) ?? choice.drawOutsideNumber();
  return { kind: 'CALL', from, to, isRefused: true, ringMs: drawAround(times.meanRingMs, chance), talkMs: 0 };
}

function drawParties(free: string, choice: LineChoice, chance: Chance): Parties {
  const draw = chance.next();
  if (draw < INTERNAL_SHARE) {
    const other = choice.lines.findAny(chance);
    if (other !== undefined && other !== free) return { from: free, to: other };
  }
  const outside = choice.drawOutsideNumber();
  return draw < INTERNAL_SHARE + INBOUND_SHARE ? { from: outside, to: free } : { from: free, to: outside };
}

function drawSecondCall(free: string, talking: string, { choice, chance }: { choice: LineChoice; chance: Chance }): Parties {
  return { from: chance.next() < 0.5 ? free : choice.drawOutsideNumber(), to: talking };
}
