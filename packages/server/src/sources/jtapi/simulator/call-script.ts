import type { CallPlan } from './call-plan.ts';
import type { CallSchedule } from './call-schedule.ts';
import type { Call } from './line-report.ts';
import type { PhoneSystem } from './phone-system.ts';

/** A call that is made for certain: for demos, and for tests that look through a browser. */
export interface ScriptedCall {
  /** Counted from the moment one of the two lines is observed. */
  readonly afterSeconds: number;
  readonly from: string;
  readonly to: string;
  readonly ringSeconds: number;
  /** 0 = nobody answers. */
  readonly talkSeconds: number;
  /** Others take part once it is answered. */
  readonly conference?: boolean;
  /** The call is made again this long after it ended, for as long as a line of it is observed; absent = once. */
  readonly repeatAfterSeconds?: number;
}

/** One run of a scripted call: replaced or forgotten, it is called off. */
interface Run {
  call?: Call | undefined;
}

/** The parts of a phone world that a script works with. */
interface ScriptStage {
  readonly phones: PhoneSystem;
  readonly schedule: CallSchedule;
  isObserved(number: string): boolean;
}

/**
 * Makes the calls of a script. Each belongs to its two lines: it is planned when the first of them is observed, and called off or
 * ended when the last is released, so whoever opens the page sees the whole of it.
 */
export class CallScript {
  readonly #calls: ReadonlyMap<string, readonly ScriptedCall[]>;
  readonly #stage: ScriptStage;
  readonly #runs = new Map<ScriptedCall, Run>();

  constructor(calls: readonly ScriptedCall[], stage: ScriptStage) {
    this.#calls = callsByLine(calls);
    this.#stage = stage;
  }

  /** Has the line a call in the script? Then chance leaves it alone. */
  has(number: string): boolean {
    return this.#calls.has(number);
  }

  /** @param nowMs monotonic milliseconds */
  onObserved(number: string, nowMs: number): void {
    for (const call of this.#calls.get(number) ?? []) {
      if (!this.#runs.has(call)) this.#plan(call, nowMs + call.afterSeconds * 1000);
    }
  }

  /** @param at epoch milliseconds */
  onReleased(number: string, at: number): void {
    for (const call of this.#calls.get(number) ?? []) {
      if (this.#stage.isObserved(call.from) || this.#stage.isObserved(call.to)) continue;
      const running = this.#runs.get(call)?.call;
      this.#runs.delete(call);
      if (running !== undefined) this.#stage.phones.hangUp(running, at);
    }
  }

  #plan(scripted: ScriptedCall, atMs: number): void {
    const run: Run = {};
    this.#runs.set(scripted, run);
    const isCalledOff = (): boolean => this.#runs.get(scripted) !== run;
    this.#stage.schedule.plan(atMs, (dueMs, dueAt) => {
      if (isCalledOff()) return;
      run.call = this.#stage.schedule.beginCall(planOf(scripted), [dueMs, dueAt], (overMs) => {
        if (scripted.repeatAfterSeconds !== undefined && !isCalledOff())
          this.#plan(scripted, overMs + scripted.repeatAfterSeconds * 1000);
      });
    });
  }
}

function callsByLine(calls: readonly ScriptedCall[]): Map<string, ScriptedCall[]> {
  const byLine = new Map<string, ScriptedCall[]>();
  for (const call of calls) {
    for (const number of new Set([call.from, call.to])) byLine.set(number, [...(byLine.get(number) ?? []), call]);
  }
  return byLine;
}

function planOf(call: ScriptedCall): CallPlan {
  const { from, to, ringSeconds, talkSeconds, conference: isConference = false } = call;
  return { kind: 'CALL', from, to, isConference, ringMs: ringSeconds * 1000, talkMs: talkSeconds * 1000 };
}
