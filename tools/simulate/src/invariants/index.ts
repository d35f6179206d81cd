import type { World } from '../world.ts';
import { createCertainLampsAreTrue } from './certain-lamps-are-true.ts';
import { leasesLive } from './leases-live.ts';
import { nothingOutlivesItsLease } from './nothing-outlives-its-lease.ts';
import { observedOnce } from './observed-once.ts';
import { quietLampsAreRight } from './quiet-lamps-are-right.ts';
import { createStoreKeepsWhatIsClaimed } from './store-keeps-what-is-claimed.ts';
import { createUnusedCostsNothing } from './unused-costs-nothing.ts';

/** Says what is wrong in a world now, in words; undefined when nothing is. */
export type Check = (world: World) => string | undefined;

/** One of the promises of the design, by its number there. */
export interface Invariant {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6;
  readonly check: Check;
}

/** The invariants of one world. Some remember. */
export function createInvariants(): readonly Invariant[] {
  return [
    { number: 1, check: leasesLive },
    { number: 2, check: nothingOutlivesItsLease },
    { number: 3, check: createStoreKeepsWhatIsClaimed() },
    { number: 4, check: createCertainLampsAreTrue() },
    { number: 4, check: quietLampsAreRight },
    { number: 5, check: observedOnce },
    { number: 6, check: createUnusedCostsNothing() },
  ];
}

/** The first promise that is broken, in words. */
export function checkAll(invariants: readonly Invariant[], world: World): string | undefined {
  for (const { number, check } of invariants) {
    const wrong = check(world);
    if (wrong !== undefined) return `invariant ${String(number)}: ${wrong}`;
  }
  return undefined;
}
