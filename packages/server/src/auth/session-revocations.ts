import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RevocationStore } from '../ports/revocation-store.ts';

/** What the list needs. */
export interface RevocationParts {
  readonly store: RevocationStore;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a signed-out cookie would still be accepted if it were not listed here; milliseconds. */
  readonly neededForMs: number;
}

/** Sessions that were signed out and whose cookies would otherwise still be good. Oldest first, so that tidying up is cheap. */
export class SessionRevocations {
  readonly #parts: RevocationParts;
  readonly #revokedAt = new Map<string, number>();

  constructor(parts: RevocationParts) {
    this.#parts = parts;
    for (const { sid, revokedAt } of parts.store.load()) this.#revokedAt.set(sid, revokedAt);
    this.#forgetOld();
  }

  has(sid: string): boolean {
    return this.#revokedAt.has(sid);
  }

  /** Effective at once; settles when it would survive a restart. If it cannot be kept, that is logged and holds until the restart. */
  async add(sid: string): Promise<void> {
    const { clock, log, store } = this.#parts;
    const revokedAt = clock.wallMs();
    this.#forgetOld();
    this.#revokedAt.set(sid, revokedAt);
    try {
      await store.add({ sid, revokedAt }, () => [...this.#revokedAt].map(([kept, at]) => ({ sid: kept, revokedAt: at })));
    } catch (error) {
      log.error({ err: error }, 'a sign-out could not be stored: it holds until the server restarts');
    }
  }

  get size(): number {
    return this.#revokedAt.size;
  }

  #forgetOld(): void {
    const oldestNeeded = this.#parts.clock.wallMs() - this.#parts.neededForMs;
    for (const [sid, revokedAt] of this.#revokedAt) {
      if (revokedAt >= oldestNeeded) return;
      this.#revokedAt.delete(sid);
    }
  }
}
