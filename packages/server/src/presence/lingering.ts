import type { Clock, Timer } from '../ports/clock.ts';
import type { SourceReport } from '../ports/source.ts';

/** Parts of {@link Lingering}. */
export interface LingeringParts {
  readonly clock: Clock;
  /** How long an observation outlives its subscription; 0 for not at all; milliseconds. */
  readonly lingerMs: number;
  /** Nobody came back: the observation is to end. */
  readonly onOver: (identifier: string) => void;
}

/**
 * Observations that outlive their subscription for a while, so that a source is spared somebody's going and coming. Off unless configured, and
 * then each observed presentity's last report is kept, because a source does not repeat itself to whoever comes back.
 */
export class Lingering {
  readonly #parts: LingeringParts;
  readonly #lastReports = new Map<string, SourceReport | undefined>();
  readonly #held = new Map<string, Timer>();

  constructor(parts: LingeringParts) {
    this.#parts = parts;
  }

  /** An observation begins: from now on its last report is worth keeping. */
  begin(identifier: string): void {
    if (this.#parts.lingerMs > 0) this.#lastReports.set(identifier, undefined);
  }

  /** Notes what a source says, and when, as whoever comes back is told how old it is; true when nobody is there to hear it. */
  note(identifier: string, report: SourceReport): boolean {
    if (this.#lastReports.has(identifier)) {
      const confirmedAt = report.confirmedAt ?? this.#parts.clock.wallMs();
      this.#lastReports.set(identifier, { ...report, confirmedAt });
    }
    return this.#held.has(identifier);
  }

  /** The subscription is gone: the observation ends, at once or later. */
  hold(identifier: string): void {
    const { clock, lingerMs } = this.#parts;
    if (lingerMs === 0) this.#end(identifier);
    else if (!this.#held.has(identifier))
      this.#held.set(
        identifier,
        clock.startTimer(lingerMs, () => {
          this.#end(identifier);
        }),
      );
  }

  /** Ends the observation that has been held longest, because its place is needed; false when none is held. */
  endOldest(): boolean {
    for (const [identifier, timer] of this.#held) {
      timer.cancel();
      this.#end(identifier);
      return true;
    }
    return false;
  }

  /** An observation ended before its subscription did. */
  forget(identifier: string): void {
    this.#lastReports.delete(identifier);
  }

  /** Takes up a held observation: its last report, `silent` if it never had one, undefined if none is held. */
  resume(identifier: string): SourceReport | 'silent' | undefined {
    const timer = this.#held.get(identifier);
    if (timer === undefined) return undefined;
    timer.cancel();
    this.#held.delete(identifier);
    return this.#lastReports.get(identifier) ?? 'silent';
  }

  stop(): void {
    for (const timer of this.#held.values()) timer.cancel();
    this.#held.clear();
  }

  #end(identifier: string): void {
    this.#held.delete(identifier);
    this.#lastReports.delete(identifier);
    this.#parts.onOver(identifier);
  }
}
