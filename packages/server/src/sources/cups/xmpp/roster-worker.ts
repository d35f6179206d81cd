import type { Clock, Timer } from '../../../ports/clock.ts';
import { TokenBucket } from '../../token-bucket.ts';

/** Does one thing at the server; settles when the server has answered, and never rejects. */
export type RosterTask = () => Promise<void>;

/** Parts of a roster worker. */
export interface RosterWorkerParts {
  readonly clock: Clock;
  /** Most tasks begun in a second (after a burst of one second's worth). */
  readonly perSecond: number;
  /** What is to be done about the address now; undefined when nothing is. Asked when its turn comes, not when it is queued. */
  readonly findTask: (bare: string) => RosterTask | undefined;
}

/** Most unanswered tasks: a server that slows its clients down (ejabberd's shapers do) sets the pace itself. */
const MOST_UNANSWERED = 32;

/**
 * Works addresses off at a pace that the server can bear, one task at a time for each. What became needless before its turn (searched
 * and closed again) costs nothing.
 */
export class RosterWorker {
  readonly #parts: RosterWorkerParts;
  readonly #bucket: TokenBucket;
  readonly #queue = new Set<string>();
  readonly #atWork = new Set<string>();
  readonly #onIdle: (() => void)[] = [];
  #timer: Timer | undefined;
  #isHurried = false;
  #isStopped = false;

  constructor(parts: RosterWorkerParts) {
    this.#parts = parts;
    this.#bucket = new TokenBucket(parts.perSecond);
  }

  /** Looks at the address again, in its turn. */
  enqueue(bare: string): void {
    if (this.#isStopped) return;
    this.#queue.add(bare);
    this.#work();
  }

  /** From now on without pause, and without waiting for answers: for a drain that has little time. Settles when all is answered. */
  hurry(): Promise<void> {
    this.#isHurried = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
      this.#work();
    });
  }

  /** Forgets all that is queued. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#queue.clear();
  }

  #work(): void {
    for (const bare of this.#queue) {
      if (this.#atWork.has(bare)) continue;
      const task = this.#parts.findTask(bare);
      if (task !== undefined && !this.#mayBegin()) break;
      this.#queue.delete(bare);
      if (task !== undefined) this.#begin(bare, task);
    }
    if (this.#queue.size + this.#atWork.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #mayBegin(): boolean {
    if (this.#isHurried) return true;
    if (this.#timer !== undefined || this.#atWork.size >= MOST_UNANSWERED) return false;
    const waitMs = this.#bucket.take(this.#parts.clock.monotonicMs());
    if (waitMs === 0) return true;
    this.#timer = this.#parts.clock.startTimer(waitMs, () => {
      this.#timer = undefined;
      this.#work();
    });
    return false;
  }

  #begin(bare: string, task: RosterTask): void {
    this.#atWork.add(bare);
    void task().then(() => {
      this.#atWork.delete(bare);
      // One step may lead to the next (add, then subscribe), or the wish may have changed meanwhile.
      this.enqueue(bare);
    });
  }
}
