import type { Clock, Timer } from '../../../ports/clock.ts';

/** Parts of a pulse. */
export interface StreamPulseParts {
  readonly clock: Clock;
  /** Quiet for so long: ask. Milliseconds. */
  readonly quietMs: number;
  /** Still quiet for so long after asking: gone. Milliseconds. */
  readonly timeoutMs: number;
  /** When the server was last heard; monotonic milliseconds. */
  readonly heardAtMs: () => number;
  readonly ask: () => void;
  readonly onSilent: () => void;
}

/**
 * Notices a stream whose other end is gone without a word (a pulled cable, a server that hangs): TCP itself may take a quarter of an
 * hour. Anything heard is a sign of life, not only the answer, because a busy server may answer late.
 */
export class StreamPulse {
  readonly #parts: StreamPulseParts;
  #timer: Timer | undefined;

  constructor(parts: StreamPulseParts) {
    this.#parts = parts;
    this.#listen(parts.quietMs);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #listen(delayMs: number): void {
    const { clock, quietMs } = this.#parts;
    this.#timer = clock.startTimer(delayMs, () => {
      const restMs = quietMs - this.#silenceMs();
      if (restMs > 0) this.#listen(restMs);
      else this.#ask();
    });
  }

  #ask(): void {
    const { clock, timeoutMs, heardAtMs, ask, onSilent, quietMs } = this.#parts;
    const askedAtMs = clock.monotonicMs();
    ask();
    this.#timer = clock.startTimer(timeoutMs, () => {
      // Not by how long it has been silent: an answer that was quicker than this timer is late would count as none.
      if (heardAtMs() < askedAtMs) onSilent();
      else this.#listen(quietMs - this.#silenceMs());
    });
  }

  #silenceMs(): number {
    return this.#parts.clock.monotonicMs() - this.#parts.heardAtMs();
  }
}
