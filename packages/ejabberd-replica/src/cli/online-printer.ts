import type { Clock, Timer } from '@lampfield/supervised-child';

/** When to print. */
export interface PrinterOptions {
  /** Also at each change, not only every {@link PRINT_INTERVAL_MS}. */
  readonly atChanges: boolean;
}

/** The longest time between two lists. */
export const PRINT_INTERVAL_MS = 5_000;
/** The shortest time between two lists, however much happens. */
export const LEAST_GAP_MS = 500;

/** Decides when the list is printed. */
export class OnlinePrinter {
  readonly #options: PrinterOptions;
  readonly #clock: Clock;
  readonly #print: () => void;
  #printedMs = -Infinity;
  #timer: Timer | undefined;
  /** When the timer fires; changes come by the ten thousand a second, and most find it set already. */
  #dueMs = Infinity;
  #isReady = false;

  constructor(options: PrinterOptions, clock: Clock, print: () => void) {
    this.#options = options;
    this.#clock = clock;
    this.#print = print;
  }

  /** There is a list: it is printed as soon as the one before is old enough. */
  onReady(): void {
    this.#isReady = true;
    this.#printAfter(0);
  }

  /** Somebody came or left. */
  onChanged(): void {
    if (this.#isReady && this.#options.atChanges) this.#printAfter(0);
  }

  /** There is no list any more: nothing is printed until {@link onReady}. */
  stop(): void {
    this.#isReady = false;
    this.#timer?.cancel();
    this.#dueMs = Infinity;
  }

  #printAfter(delayMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    const dueMs = Math.max(nowMs + delayMs, this.#printedMs + LEAST_GAP_MS);
    if (dueMs >= this.#dueMs) return;
    this.#timer?.cancel();
    this.#dueMs = dueMs;
    this.#timer = this.#clock.startTimer(dueMs - nowMs, () => {
      this.#dueMs = Infinity;
      this.#printedMs = this.#clock.monotonicMs();
      this.#print();
      // Printing may have ended the program.
      if (this.#isReady) this.#printAfter(PRINT_INTERVAL_MS);
    });
  }
}
