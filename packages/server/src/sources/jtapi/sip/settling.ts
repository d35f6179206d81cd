import type { Clock, Timer } from '../../../ports/clock.ts';

/** Parts of a settling. */
export interface SettlingParts<T> {
  readonly clock: Clock;
  /** Those who have not spoken after so long are given up; milliseconds. */
  readonly mostMs: number;
  /** @param silent those who have not spoken */
  readonly onSettled: (silent: ReadonlySet<T>) => void;
}

/** Waits until each of many has spoken, but not for ever. */
export class Settling<T> {
  readonly #parts: SettlingParts<T>;
  readonly #silent: Set<T>;
  #timer: Timer | undefined;

  constructor(silent: Iterable<T>, parts: SettlingParts<T>) {
    this.#parts = parts;
    this.#silent = new Set(silent);
    this.#timer = parts.clock.startTimer(this.#silent.size === 0 ? 0 : parts.mostMs, () => this.#settle());
  }

  /** It has spoken, or is not waited for any more. */
  heard(one: T): void {
    if (this.#silent.delete(one) && this.#silent.size === 0) this.#settle();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #settle(): void {
    if (this.#timer === undefined) return;
    this.stop();
    this.#parts.onSettled(this.#silent);
  }
}
