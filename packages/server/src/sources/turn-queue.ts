import type { Clock, Timer } from '../ports/clock.ts';
import { TokenBucket } from './token-bucket.ts';

/** Parts of a queue. */
export interface TurnQueueParts<T> {
  readonly clock: Clock;
  /** Most turns given in a second, after a burst of one second's worth. */
  readonly perSecond: number;
  readonly onTurn: (one: T) => void;
}

/** Gives each its turn, in order and at a pace that the far end can bear. Whoever comes twice, or leaves before his turn, costs nothing. */
export class TurnQueue<T> {
  readonly #parts: TurnQueueParts<T>;
  readonly #bucket: TokenBucket;
  readonly #waiting = new Set<T>();
  #timer: Timer | undefined;

  constructor(parts: TurnQueueParts<T>) {
    this.#parts = parts;
    this.#bucket = new TokenBucket(parts.perSecond);
  }

  has(one: T): boolean {
    return this.#waiting.has(one);
  }

  enqueue(one: T): void {
    this.#waiting.add(one);
    this.#timer ??= this.#parts.clock.startTick(() => this.#work());
  }

  leave(one: T): void {
    this.#waiting.delete(one);
  }

  /** Gives all their turns now, without a pause. */
  hurry(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const one of this.#waiting) this.#give(one);
  }

  /** Nobody waits any more. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #work(): void {
    const { clock } = this.#parts;
    this.#timer = undefined;
    for (const one of this.#waiting) {
      const waitMs = this.#bucket.take(clock.monotonicMs());
      if (waitMs > 0) {
        this.#timer = clock.startTimer(waitMs, () => this.#work());
        return;
      }
      this.#give(one);
    }
  }

  #give(one: T): void {
    this.#waiting.delete(one);
    this.#parts.onTurn(one);
  }
}
