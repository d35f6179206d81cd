import type { PresenceReason } from '@lampfield/protocol';
import type { SourceReport, SourceSink } from '../ports/source.ts';

/** One call of a sink, in the order it came. */
export type SinkEvent =
  | { readonly kind: 'REPORT'; readonly identifier: string; readonly report: SourceReport }
  | { readonly kind: 'UP' }
  | { readonly kind: 'DOWN'; readonly reason: PresenceReason };

/** A sink that writes down what it is told. */
export class RecordingSink implements SourceSink {
  /** Everything since the last `clear`. */
  readonly events: SinkEvent[] = [];
  readonly #latest = new Map<string, SourceReport>();
  #state: 'UP' | 'DOWN' | undefined;

  /** What the source said of itself last; undefined while it has said nothing. Survives `clear`. */
  get state(): 'UP' | 'DOWN' | undefined {
    return this.#state;
  }

  report(identifier: string, report: SourceReport): void {
    this.events.push({ kind: 'REPORT', identifier, report });
    this.#latest.set(identifier, report);
  }

  up(): void {
    this.events.push({ kind: 'UP' });
    this.#state = 'UP';
  }

  down(reason: PresenceReason): void {
    this.events.push({ kind: 'DOWN', reason });
    this.#state = 'DOWN';
  }

  /** The last report of an identifier, whenever it came; undefined if there was none. */
  findLatest(identifier: string): SourceReport | undefined {
    return this.#latest.get(identifier);
  }

  /** Reports since the last `clear`, of one identifier or of all. */
  reportsOf(identifier?: string): SourceReport[] {
    return this.events.flatMap((event) =>
      event.kind === 'REPORT' && (identifier === undefined || event.identifier === identifier) ? [event.report] : [],
    );
  }

  /** Forgets the events, but neither the latest reports nor the state. */
  clear(): void {
    this.events.length = 0;
  }
}
