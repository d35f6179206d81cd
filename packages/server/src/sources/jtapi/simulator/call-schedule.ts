import { TimeQueue } from '../../time-queue.ts';
import type { CallPlan, OutagePlan } from './call-plan.ts';
import type { Call, CallEnd } from './line-report.ts';
import type { PhoneSystem } from './phone-system.ts';

/** After the call in between, the one on hold is taken back when this share of the ringing time has passed. */
const RETRIEVAL_SHARE = 0.5;

/** Does one thing that was planned; given its time on both clocks. */
type Step = (atMs: number, at: number) => void;

/**
 * Carries plans out on a phone system, step by step, each at its time. A step that no longer makes sense when its time comes (the
 * call is over) does nothing, so nothing has to be taken back. `atMs` is monotonic, `at` the same moment in epoch milliseconds.
 */
export class CallSchedule {
  readonly #phones: PhoneSystem;
  readonly #steps = new TimeQueue<Step>();

  constructor(phones: PhoneSystem) {
    this.#phones = phones;
  }

  /** Time of the next step; monotonic milliseconds. */
  get nextAtMs(): number | undefined {
    return this.#steps.nextAtMs;
  }

  /** Does the next step. @param wallAt the epoch time of a monotonic one */
  runNext(wallAt: (monotonicMs: number) => number): void {
    const atMs = this.#steps.nextAtMs;
    const step = this.#steps.takeNext();
    if (step !== undefined && atMs !== undefined) step(atMs, wallAt(atMs));
  }

  /** Has something done at a time of its own. */
  plan(atMs: number, step: Step): void {
    this.#steps.add(atMs, step);
  }

  /** A phone fails, and comes back later. */
  beginOutage(plan: OutagePlan, [atMs, at]: Parameters<Step>): void {
    this.#phones.takeOutOfService(plan.number, at);
    this.plan(atMs + plan.lastsMs, (_, backAt) => void this.#phones.restore(plan.number, backAt));
  }

  /** Makes a call; undefined if it could not be made. @param onOver told when it has ended */
  beginCall(plan: CallPlan, [atMs, at]: Parameters<Step>, onOver?: (atMs: number) => void): Call | undefined {
    const call = this.#phones.placeCall(plan, at);
    if (call === undefined) return undefined;
    if (plan.talkMs > 0 && call.phase === 'ALERTING') this.#planTalk(call, plan, atMs + plan.ringMs);
    this.plan(atMs + plan.ringMs + plan.talkMs, (endMs, endAt) => {
      this.#end(call, plan, [endMs, endAt]);
      onOver?.(endMs);
    });
    return call;
  }

  #planTalk(call: Call, plan: CallPlan, answeredAtMs: number): void {
    this.plan(answeredAtMs, (_, at) => void this.#phones.answer(call, at));
    const { heldBy } = plan;
    if (heldBy === undefined) return;
    this.plan(answeredAtMs + plan.talkMs / 3, (_, at) => void this.#phones.hold(call, heldBy, at));
    this.plan(answeredAtMs + (plan.talkMs / 3) * 2, (_, at) => void this.#phones.retrieve(call, heldBy, at));
  }

  #end(call: Call, plan: CallPlan, [atMs, at]: Parameters<Step>): void {
    this.#phones.hangUp(call, at);
    for (const number of [call.from, call.to]) {
      const [left, ...more] = this.#phones.callsOf(number);
      if (left === undefined || more.length > 0) continue;
      const end: CallEnd = left.from === number ? 'from' : 'to';
      this.plan(atMs + plan.ringMs * RETRIEVAL_SHARE, (_, backAt) => void this.#phones.retrieve(left, end, backAt));
    }
  }
}
