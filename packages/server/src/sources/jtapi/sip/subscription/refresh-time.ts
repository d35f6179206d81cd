import type { Chance } from '../../../../ports/clock.ts';
import { GIVE_UP_MS } from '../transaction/transaction-timers.ts';

/** Who grants less is taken to have granted this, or there would be nothing but asking; milliseconds. */
export const SHORTEST_LEASE_MS = 2000;

/**
 * When to refresh what is valid for so long: early enough for a whole transaction before it ends, where there is time for that, and spread
 * over the last two fifths before, so that lines that were subscribed together are not refreshed together for ever. Milliseconds from now.
 */
export function refreshAfterMs(validForMs: number, chance: Chance): number {
  const latestMs = validForMs - Math.min(GIVE_UP_MS, validForMs / 2);
  return latestMs * (0.6 + 0.4 * chance.next());
}
