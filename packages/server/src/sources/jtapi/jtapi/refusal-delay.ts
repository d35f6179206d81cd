import type { LineRefusalReason } from '@lampfield/jtapi-bridge';
import type { Chance } from '../../../ports/clock.ts';

interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** What is settled by an administrator is not asked for often; the library tells of most such changes by itself. */
const SELDOM: Pace = { firstMs: 300_000, mostMs: 300_000 };

const PACES: Readonly<Record<LineRefusalReason, Pace>> = {
  SOURCE_DOWN: { firstMs: 5000, mostMs: 120_000 },
  SOURCE_FULL: { firstMs: 30_000, mostMs: 300_000 },
  NOT_CONTROLLED: SELDOM,
  NOT_FOUND: SELDOM,
  DENIED: SELDOM,
};

/**
 * How long to wait before a line that was refused is asked for again: doubled each time up to a limit, and of that a random part between half
 * and all. Milliseconds.
 *
 * @param refusals how often it was refused in a row before this time
 */
export function refusalDelayMs(reason: LineRefusalReason, refusals: number, chance: Chance): number {
  const { firstMs, mostMs } = PACES[reason];
  return Math.min(mostMs, firstMs * 2 ** Math.min(refusals, 30)) * (0.5 + chance.next() / 2);
}
