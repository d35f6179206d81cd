import type { SourceReport } from '../../../ports/source.ts';
import { lineReport, type Call, type CallEnd, type Line, type MutableCall } from './line-report.ts';

/** Who calls whom. */
export interface CallRequest {
  readonly from: string;
  readonly to: string;
  /** The far end is engaged: the caller hears the busy tone, the far end notices nothing. */
  readonly isRefused?: boolean;
  /** Once it is answered, others take part: neither end has one far end any more. */
  readonly isConference?: boolean;
}

/** Told of every line whose report may have changed, observed or not, with the time of the change (epoch milliseconds). */
type OnLineChange = (number: string, changedAt: number) => void;

/**
 * A phone system in the small: lines, and the calls between them. It has neither clock nor chance nor any notion of who watches;
 * it does what it is told and keeps both ends of each call in agreement. Any number is a line: it is remembered only while
 * something is going on there, so an office of a million quiet lines weighs nothing.
 *
 * `at` is the moment of the change, epoch milliseconds. What cannot be done (answering a call that is over) returns false.
 */
export class PhoneSystem {
  readonly #lines = new Map<string, Line>();
  readonly #onChange: OnLineChange;

  constructor(onChange: OnLineChange) {
    this.#onChange = onChange;
  }

  /** How many lines are in a call or out of service. */
  get busyLineCount(): number {
    return this.#lines.size;
  }

  /** In service, and no call there. */
  isFree(number: string): boolean {
    return !this.#lines.has(number);
  }

  /** The calls of a line, the oldest first. */
  callsOf(number: string): readonly Call[] {
    return this.#lines.get(number)?.calls ?? [];
  }

  /** @param idleSince when a line without calls became so, if that is known; epoch milliseconds */
  reportOf(number: string, idleSince: number | null = null): SourceReport {
    return lineReport(number, this.#lines.get(number), idleSince);
  }

  /**
   * Dials. The far end rings, however many calls it has (call waiting); it is engaged if it is out of service or the request says
   * so. The caller's other calls are put on hold. Undefined when the caller is out of service or calls itself.
   */
  placeCall(request: CallRequest, at: number): Call | undefined {
    const { from, to, isRefused = false, isConference = false } = request;
    if (from === to || this.#isOutOfService(from)) return undefined;
    const isFailed = isRefused || this.#isOutOfService(to);
    const call: MutableCall = {
      from,
      to,
      phase: isFailed ? 'FAILED' : 'ALERTING',
      phaseSince: at,
      isHeldBy: { from: false, to: false },
      ...(isConference && { isConference }),
    };
    this.#holdOthers(from, call);
    this.#ensureLine(from).calls.push(call);
    if (!isFailed) this.#ensureLine(to).calls.push(call);
    this.#changedEnds(call, at);
    return call;
  }

  /** The far end picks up; its other calls are put on hold. */
  answer(call: Call, at: number): boolean {
    const answered = this.#find(call);
    if (answered?.phase !== 'ALERTING') return false;
    this.#holdOthers(call.to, call);
    answered.phase = 'CONNECTED';
    answered.phaseSince = at;
    this.#changedEnds(call, at);
    return true;
  }

  /** One end puts a connected call on hold. */
  hold(call: Call, end: CallEnd, at: number): boolean {
    const held = this.#find(call);
    if (held?.phase !== 'CONNECTED' || held.isHeldBy[end]) return false;
    held.isHeldBy[end] = true;
    this.#onChange(call[end], at);
    return true;
  }

  /** Takes a held call back, unless that end is busy with another one. */
  retrieve(call: Call, end: CallEnd, at: number): boolean {
    const held = this.#find(call);
    if (held?.isHeldBy[end] !== true) return false;
    if (this.callsOf(call[end]).some((other) => other !== call && !isHeldAt(other, call[end]))) return false;
    held.isHeldBy[end] = false;
    this.#onChange(call[end], at);
    return true;
  }

  /** Ends a call, in whatever phase it is. */
  hangUp(call: Call, at: number): boolean {
    const ended = this.#find(call);
    if (ended === undefined) return false;
    this.#removeCall(call.from, ended);
    if (ended.phase !== 'FAILED') this.#removeCall(call.to, ended);
    this.#changedEnds(call, at);
    ended.phase = 'DISCONNECTED';
    ended.phaseSince = at;
    return true;
  }

  /** The phone of a line goes away; its calls end. */
  takeOutOfService(number: string, at: number): boolean {
    if (this.#isOutOfService(number)) return false;
    for (const call of [...this.callsOf(number)]) this.hangUp(call, at);
    this.#lines.set(number, { calls: [], outOfServiceSince: at });
    this.#onChange(number, at);
    return true;
  }

  /** The phone of a line comes back. */
  restore(number: string, at: number): boolean {
    if (!this.#isOutOfService(number)) return false;
    this.#lines.delete(number);
    this.#onChange(number, at);
    return true;
  }

  #isOutOfService(number: string): boolean {
    return this.#lines.get(number)?.outOfServiceSince !== undefined;
  }

  /** Callers hold a read-only view; only a call that is still there may be changed. */
  #find(call: Call): MutableCall | undefined {
    return this.#lines.get(call.from)?.calls.find((known) => known === call);
  }

  #ensureLine(number: string): Line {
    const line = this.#lines.get(number) ?? { calls: [] };
    this.#lines.set(number, line);
    return line;
  }

  #removeCall(number: string, call: MutableCall): void {
    const line = this.#lines.get(number);
    if (line === undefined) return;
    line.calls.splice(line.calls.indexOf(call), 1);
    if (line.calls.length === 0) this.#lines.delete(number);
  }

  #holdOthers(number: string, active: Call): void {
    for (const call of this.#lines.get(number)?.calls ?? []) {
      if (call !== active && call.phase === 'CONNECTED') call.isHeldBy[call.from === number ? 'from' : 'to'] = true;
    }
  }

  #changedEnds(call: Call, at: number): void {
    this.#onChange(call.from, at);
    if (call.phase !== 'FAILED') this.#onChange(call.to, at);
  }
}

function isHeldAt(call: Call, number: string): boolean {
  return call.isHeldBy[call.from === number ? 'from' : 'to'];
}
