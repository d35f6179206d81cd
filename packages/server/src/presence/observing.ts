import type { Clock, Timer } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PresenceSource } from '../ports/source.ts';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** Parts of {@link Observing}. */
export interface ObservingParts {
  readonly source: PresenceSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether somebody has it on his screen now. */
  readonly isOnScreen: (identifier: string) => boolean;
  /** Whether the source still owes the first state of it. */
  readonly isAwaited: (identifier: string) => boolean;
}

/** Asks a source to observe, and asks again, later and later, while it fails. */
export class Observing {
  readonly #parts: ObservingParts;
  readonly #retries = new Map<string, Timer>();
  #isStopped = false;

  constructor(parts: ObservingParts) {
    this.#parts = parts;
  }

  /** Never throws; a first report may come before this returns. */
  observe(identifier: string, attempt = 0): void {
    try {
      const { source, isOnScreen } = this.#parts;
      const observing = source.observe(identifier);
      source.setOnScreen?.(identifier, isOnScreen(identifier));
      observing?.catch((error: unknown) => {
        // A rejection counts only if nobody has unregistered, and the source not answered, since.
        if (this.#parts.isAwaited(identifier) || this.#retries.has(identifier)) this.#retryLater(identifier, attempt, error);
      });
    } catch (error) {
      this.#retryLater(identifier, attempt, error);
    }
  }

  /** The source has answered, or need not any more. */
  forget(identifier: string): void {
    this.#retries.get(identifier)?.cancel();
    this.#retries.delete(identifier);
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#retries.values()) timer.cancel();
  }

  #retryLater(identifier: string, attempt: number, err: unknown): void {
    // An observation that fails because its source has been stopped.
    if (this.#isStopped) return;
    const { source, clock, log } = this.#parts;
    log.warn({ type: source.type, attempt, err }, 'source failed to observe a presentity; trying again');
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
    this.#retries.get(identifier)?.cancel();
    const retry = (): void => {
      this.observe(identifier, attempt + 1);
    };
    this.#retries.set(identifier, clock.startTimer(delayMs, retry));
  }
}
