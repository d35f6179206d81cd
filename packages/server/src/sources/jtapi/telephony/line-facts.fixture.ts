import type { SourceReport } from '../../../ports/source.ts';
import { isSameReport } from '../../../core/same-report.ts';
import type { AddressFacts, CallFact } from './line-facts.ts';
import type { LineState } from './line-state.ts';
import { reduceLine, type LineStep } from './reduce-line.ts';

/** Where the time of these tests starts; epoch milliseconds. */
export const AT = 1_795_000_000_000;

/** A call from 1001 that rings, but for what is said otherwise. */
export function callOf(id: string, fact: Partial<CallFact> = {}): CallFact {
  const { stage = 'ALERTING' } = fact;
  return { id, stage, direction: 'in', peer: { number: '1001' }, raw: stage, ...fact };
}

/** Makes the same call as {@link callOf}, with no direction. */
export function undirected({ direction: _, ...fact }: CallFact): CallFact {
  return fact;
}

/** An address of the line with its calls. */
export function addressOf(address: string, calls: readonly CallFact[] = [], facts: Partial<AddressFacts> = {}): AddressFacts {
  return { address, calls, ...facts };
}

/** A line that takes step after step. */
export class SteppedLine {
  nowMs = AT;
  state: LineState | undefined;

  /** Waits, then steps. */
  after(ms: number, facts: readonly AddressFacts[]): LineStep {
    this.nowMs += ms;
    const step = reduceLine(this.state, facts, this.nowMs);
    this.state = step.state;
    return step;
  }

  /** Like {@link after}, for who looks at the report only. */
  report(ms: number, ...facts: readonly AddressFacts[]): SourceReport {
    return this.after(ms, facts).report;
  }
}

/** True when the facts, in this order, say what they say in the other. */
export function saySame(one: readonly AddressFacts[], other: readonly AddressFacts[]): boolean {
  return isSameReport(reduceLine(undefined, one, AT).report, reduceLine(undefined, other, AT).report);
}
