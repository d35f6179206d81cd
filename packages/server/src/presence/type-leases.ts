import { presenceId, type PresenceType } from '@lampfield/protocol';
import type { SubscriptionCache } from '../core/subscription-cache.ts';
import type { Clock } from '../ports/clock.ts';

/** Parts of {@link TypeLeases}. */
export interface TypeLeasesParts {
  readonly type: PresenceType;
  readonly cache: Pick<SubscriptionCache, 'findAgeMs' | 'visitUnused'>;
  readonly clock: Clock;
  /** See `core/unused-lease.ts`; milliseconds. */
  readonly unusedMs: number;
}

/** What the leases of one type's subscriptions tell of their use; by identifier. */
export class TypeLeases {
  readonly #parts: TypeLeasesParts;

  constructor(parts: TypeLeasesParts) {
    this.#parts = parts;
  }

  /** Nobody has kept it alive for longer than a client in use would take; also true of what has no subscription. */
  isUnused(identifier: string): boolean {
    const { cache, clock, type, unusedMs } = this.#parts;
    const ageMs = cache.findAgeMs(presenceId(identifier, type), clock.monotonicMs());
    return ageMs === undefined || ageMs > unusedMs;
  }

  /**
   * Calls with what is unused, the longest first, until the visitor returns false.
   *
   * @returns after how many milliseconds there may be more; see `SubscriptionCache.visitUnused`
   */
  visitUnused(visit: (identifier: string) => boolean): number {
    const { cache, clock, type, unusedMs } = this.#parts;
    const suffix = presenceId('', type);
    return cache.visitUnused({ nowMs: clock.monotonicMs(), unusedMs }, (id) =>
      id.endsWith(suffix) ? visit(id.slice(0, -suffix.length)) : true,
    );
  }
}
