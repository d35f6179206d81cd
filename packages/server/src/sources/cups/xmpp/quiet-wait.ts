import type { Clock, Timer } from '../../../ports/clock.ts';

/** Parts of a wait for quiet. */
export interface QuietWaitParts {
  readonly clock: Clock;
  /** So long without a stir is quiet; milliseconds. */
  readonly quietMs: number;
  /** It ends after so long, quiet or not; milliseconds. */
  readonly mostMs: number;
  readonly onQuiet: () => void;
}

/** Waits until nothing has stirred for a while. */
export class QuietWait {
  readonly #parts: QuietWaitParts;
  readonly #endsAtMs: number;
  #timer: Timer | undefined;

  constructor(parts: QuietWaitParts) {
    this.#parts = parts;
    this.#endsAtMs = parts.clock.monotonicMs() + parts.mostMs;
    this.stir();
  }

  /** Something happened: the wait begins anew. */
  stir(): void {
    const { clock, quietMs, onQuiet } = this.#parts;
    this.#timer?.cancel();
    this.#timer = clock.startTimer(Math.min(quietMs, Math.max(0, this.#endsAtMs - clock.monotonicMs())), onQuiet);
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
