import type { Clock, Timer } from '../../../ports/clock.ts';
import { TokenBucket } from '../../token-bucket.ts';

/** Parts of a paced queue. */
export interface PacedQueueParts {
  readonly clock: Clock;
  /** Most that have their turn in a second, after a burst of as many. */
  readonly perSecond: number;
  readonly onTurn: (name: string) => void;
}

/** Gives each its turn, not faster than the far end can bear. What is taken out before its turn costs nothing. */
export class PacedQueue {
  readonly #parts: PacedQueueParts;
  readonly #bucket: TokenBucket;
  readonly #waiting = new Set<string>();
  #timer: Timer | undefined;

  constructor(parts: PacedQueueParts) {
    this.#parts = parts;
    this.#bucket = new TokenBucket(parts.perSecond);
  }

  /** It may have its turn before this returns. */
  add(name: string): void {
    this.#waiting.add(name);
    this.#work();
  }

  remove(name: string): void {
    this.#waiting.delete(name);
  }

  clear(): void {
    this.#waiting.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #work(): void {
    if (this.#timer !== undefined) return;
    for (const name of this.#waiting) {
      const waitMs = this.#bucket.take(this.#parts.clock.monotonicMs());
      if (waitMs > 0) {
        this.#timer = this.#parts.clock.startTimer(waitMs, () => {
          this.#timer = undefined;
          this.#work();
        });
        return;
      }
      this.#waiting.delete(name);
      this.#parts.onTurn(name);
    }
  }
}
