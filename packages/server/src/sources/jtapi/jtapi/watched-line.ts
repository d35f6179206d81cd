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
  /** How often it was refused in a row. */
  refusals = 0;
  /** When it is looked at again: one that was refused is asked for anew, one that rings for long is read anew. */
  timer: Timer | undefined;
  #facts: readonly AddressFacts[] = [];
  #state: LineState | undefined;
  #known: SourceReport | undefined;
  #watch: number | undefined;
  #isOverdue = false;
  /** The observers are being put on anew. */
  #isBeingRenewed = false;
  /** When the first facts came that the library had fetched from the phone system after such a renewal. */
  #renewedAtMs: number | undefined;

  /** The number of the watch that was asked for; undefined while none is. */
  get watch(): number | undefined {
    return this.#watch;
  }

  /** It is asked for under this number: a line that is overdue has to be renewed, any other only watched. */
  beginWatch(watch: number): 'renewed' | 'watched' {
    this.#watch = watch;
    this.#isBeingRenewed = this.#isOverdue;
    return this.#isBeingRenewed ? 'renewed' : 'watched';
  }

  /**
   * The line was read, under the number of the present watch. Of most readings the library answers from its memory, which is no better than the last event
   * it got: only what comes after a renewal confirms that a line still rings.
   */
  take({ addresses }: JtapiLine, nowMs: number): DwellCheck {
    this.refusals = 0;
    if (this.#isBeingRenewed) this.#renewedAtMs = nowMs;
    this.#isBeingRenewed = false;
    this.#facts = addresses.map((address) => addressFactsOf(address, this.#renewedAtMs));
    return this.check(nowMs);
  }

  /** What it is doing, after nothing but time has passed. */
  check(nowMs: number): DwellCheck {
    const step = reduceLine(this.#state, this.#facts, nowMs);
    this.#state = step.state;
    const check = checkDwell(step, nowMs);
    this.#known = check.report;
    this.#isOverdue = check.isOverdue;
    return check;
  }

  /** It is not observed, or cannot be read. */
  refuse({ step, reason }: LineRefusal, nowMs: number): SourceReport {
    this.refusals += 1;
    if (step === 'read') return this.unconfirmed(reason);
    this.#miss(nowMs);
    this.#isOverdue = false;
    this.#isBeingRenewed = false;
    this.#known = undefined;
    return this.unconfirmed(reason);
  }

  /** Nobody watches it now; what it shows when it is watched again began at a time that nobody knows, if it is new. */
  lose(nowMs: number): void {
    this.#watch = undefined;
    this.#isOverdue = false;
    this.#isBeingRenewed = false;
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
