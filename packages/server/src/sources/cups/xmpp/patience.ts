import type { Clock, Timer } from '../../../ports/clock.ts';

/**
 * What is waited for: `answer`, that the contact lets itself be watched; `presence`, that one who did shows a client; `probe`, that it
 * does so when it was asked once more. Each has its own deadline.
 */
export type Awaited = 'answer' | 'presence' | 'probe';

interface Wait {
  readonly what: Awaited;
  readonly timer: Timer;
}

/** Deadlines of contacts, at most one each. */
export class Patience {
  readonly #clock: Clock;
  readonly #deadlinesMs: Readonly<Record<Awaited, number>>;
  readonly #onOver: (bare: string, what: Awaited) => void;
  readonly #waits = new Map<string, Wait>();

  /** @param deadlinesMs how long each is waited for; milliseconds */
  constructor(clock: Clock, deadlinesMs: Readonly<Record<Awaited, number>>, onOver: (bare: string, what: Awaited) => void) {
    this.#clock = clock;
    this.#deadlinesMs = deadlinesMs;
    this.#onOver = onOver;
  }

  /** Sees to it that exactly this is waited for; a wait for the same goes on. Undefined ends any wait. */
  await(bare: string, what: Awaited | undefined): void {
    const wait = this.#waits.get(bare);
    if (wait?.what === what) return;
    wait?.timer.cancel();
    this.#waits.delete(bare);
    if (what === undefined) return;
    const timer = this.#clock.startTimer(this.#deadlinesMs[what], () => {
      this.#waits.delete(bare);
      this.#onOver(bare, what);
    });
    this.#waits.set(bare, { what, timer });
  }

  /** Ends all waits. */
  stop(): void {
    for (const { timer } of this.#waits.values()) timer.cancel();
    this.#waits.clear();
  }
}
