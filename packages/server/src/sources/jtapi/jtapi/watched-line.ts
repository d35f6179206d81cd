import type { JtapiLine, LineRefusal } from '@lampfield/jtapi-bridge';
import type { PresenceReason } from '@lampfield/protocol';
import type { Timer } from '../../../ports/clock.ts';
import type { SourceReport } from '../../../ports/source.ts';
import { checkDwell, type DwellCheck } from '../telephony/dwell.ts';
import type { AddressFacts } from '../telephony/line-facts.ts';
import type { LineState } from '../telephony/line-state.ts';
import { reduceLine } from '../telephony/reduce-line.ts';
import { addressFactsOf } from './address-facts.ts';

/** What is known of one line, over all bridges that watched it. Times are epoch milliseconds. */
export class WatchedLine {
  /** The number of the watch that was asked for; undefined while none is. */
  watch: number | undefined;
  /** How often it was refused in a row. */
  refusals = 0;
  /** When it is looked at again: one that was refused is asked for anew, one that rings for long is read anew. */
  timer: Timer | undefined;
  #facts: readonly AddressFacts[] = [];
  #state: LineState | undefined;
  #known: SourceReport | undefined;

  /** The line was read anew. */
  take({ addresses }: JtapiLine, nowMs: number): DwellCheck {
    this.refusals = 0;
    this.#facts = addresses.map((address) => addressFactsOf(address, nowMs));
    return this.check(nowMs);
  }

  /** What it is doing, after nothing but time has passed. */
  check(nowMs: number): DwellCheck {
    const step = reduceLine(this.#state, this.#facts, nowMs);
    this.#state = step.state;
    const check = checkDwell(step, nowMs);
    this.#known = check.report;
    return check;
  }

  /** It is not observed, or cannot be read. */
  refuse({ step, reason }: LineRefusal, nowMs: number): SourceReport {
    this.refusals += 1;
    if (step === 'read') return this.unconfirmed(reason);
    this.#miss(nowMs);
    this.#known = undefined;
    return this.unconfirmed(reason);
  }

  /** Nobody watches it now; what it shows when it is watched again began at a time that nobody knows, if it is new. */
  lose(nowMs: number): void {
    this.watch = undefined;
    this.timer?.cancel();
    this.#miss(nowMs);
  }

  /** What was last known, as something that nobody confirms now. */
  unconfirmed(reason: PresenceReason): SourceReport {
    if (this.#known === undefined || this.#known.state === 'UNKNOWN') return { state: 'UNKNOWN', since: null, reason };
    return { ...this.#known, stale: true, reason };
  }

  #miss(nowMs: number): void {
    this.#facts = [];
    if (this.#state !== undefined) this.#state = reduceLine(this.#state, [], nowMs).state;
  }
}
