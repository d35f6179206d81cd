import { createSeededChance } from '../../../core/seeded-chance.ts';
import type { Chance } from '../../../ports/clock.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { ChangePacer } from '../../simulation/change-pacer.ts';
import { ObservedPool } from '../../simulation/observed-pool.ts';
import { wallAt, type Moment, type ReportChange, type SimulatedWorld } from '../../simulation/simulated-world.ts';
import { plannedChanges, planTraffic, type LineChoice } from './call-plan.ts';
import { CallSchedule } from './call-schedule.ts';
import { CallScript, type ScriptedCall } from './call-script.ts';
import { drawOutsideNumber } from './outside-numbers.ts';
import { PhoneSystem } from './phone-system.ts';
import { trafficTimes } from './traffic-mix.ts';

/** What a world of phones is made of. Numbers are canonical. */
export interface PhoneWorldSettings {
  /** Changes a second over all observed lines; 0 = chance makes no calls. */
  readonly rate: number;
  readonly seed: number;
  readonly calls: readonly ScriptedCall[];
}

/**
 * An office and its phones: the observed lines call each other and the world outside. A line that is no longer observed keeps the
 * call it is in, as it would in reality; it is only not talked about any more, and chance makes it no new ones.
 */
export class PhoneWorld implements SimulatedWorld {
  /** For tests and demos in the same process: calls can be made by hand. */
  readonly phones: PhoneSystem;
  readonly #rate: number;
  readonly #chance: Chance;
  readonly #pacer: ChangePacer;
  readonly #choice: LineChoice;
  readonly #schedule: CallSchedule;
  readonly #script: CallScript;
  readonly #report: ReportChange;
  /** When the first line was observed; monotonic milliseconds. */
  #beganAtMs = 0;

  constructor(settings: PhoneWorldSettings, report: ReportChange) {
    this.#rate = settings.rate;
    this.#chance = createSeededChance(settings.seed);
    this.#pacer = new ChangePacer(settings.rate, this.#chance);
    this.#report = report;
    this.phones = new PhoneSystem((number, changedAt) => {
      this.#onLineChange(number, changedAt);
    });
    this.#choice = {
      lines: new ObservedPool(),
      talking: new ObservedPool(),
      drawOutsideNumber: () => drawOutsideNumber(this.#chance),
    };
    this.#schedule = new CallSchedule(this.phones);
    this.#script = new CallScript(settings.calls, {
      phones: this.phones,
      schedule: this.#schedule,
      isObserved: (number) => this.has(number),
    });
  }

  has(number: string): boolean {
    return this.#choice.lines.has(number);
  }

  add(number: string, now: Moment): SourceReport {
    if (this.#choice.lines.size === 0) this.#beganAtMs = now.monotonicMs;
    this.#note(number);
    this.#pacer.start(now.monotonicMs);
    this.#script.onObserved(number, now.monotonicMs);
    return this.phones.reportOf(number);
  }

  remove(number: string, now: Moment): void {
    this.#choice.lines.delete(number);
    this.#choice.talking.delete(number);
    this.#script.onReleased(number, now.wallMs);
    if (this.#choice.lines.size === 0) this.#pacer.stop();
  }

  findNextAtMs(): number | undefined {
    const nextAtMs = Math.min(this.#pacer.nextAtMs ?? Infinity, this.#schedule.nextAtMs ?? Infinity);
    return nextAtMs === Infinity ? undefined : nextAtMs;
  }

  advance(now: Moment, mayGoOn: () => boolean): void {
    const toWall = (monotonicMs: number): number => wallAt(monotonicMs, now);
    for (
      let nextAtMs = this.findNextAtMs();
      nextAtMs !== undefined && nextAtMs <= now.monotonicMs;
      nextAtMs = this.findNextAtMs()
    ) {
      if (!mayGoOn()) return;
      if (nextAtMs === this.#schedule.nextAtMs) this.#schedule.runNext(toWall);
      else this.#beginTraffic(nextAtMs, now);
    }
  }

  #beginTraffic(atMs: number, now: Moment): void {
    const times = trafficTimes(this.#choice.lines.size, this.#rate, atMs - this.#beganAtMs);
    const plan = planTraffic(this.#choice, times, this.#chance);
    // Nobody is free: the next try comes when an ordinary call would have been over.
    this.#pacer.spend(plan === undefined ? 1 : plannedChanges(plan, this.#choice), now.monotonicMs);
    if (plan?.kind === 'OUTAGE') this.#schedule.beginOutage(plan, [atMs, wallAt(atMs, now)]);
    if (plan?.kind === 'CALL') this.#schedule.beginCall(plan, [atMs, wallAt(atMs, now)]);
  }

  #onLineChange(number: string, changedAt: number): void {
    if (!this.has(number)) return;
    this.#note(number);
    this.#report(number, this.phones.reportOf(number, changedAt));
  }

  /** Keeps in mind what chance may do with an observed line. */
  #note(number: string): void {
    const isLeftAlone = this.#script.has(number);
    this.#choice.lines.set(number, !isLeftAlone && this.phones.isFree(number));
    const [call, ...others] = this.phones.callsOf(number);
    const isTalking = !isLeftAlone && call?.phase === 'CONNECTED' && others.length === 0;
    if (isTalking) this.#choice.talking.set(number);
    else this.#choice.talking.delete(number);
  }
}
