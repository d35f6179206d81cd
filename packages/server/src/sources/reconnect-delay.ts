import type { Chance } from '../ports/clock.ts';

/**
 * Why a connection ended: `lost` is the network's or the server's doing; `refused` is about us (wrong credentials, no trusted TLS, another
 * client with our name) and will not get better by trying often.
 */
export type EndKind = 'lost' | 'refused';

const FIRST_DELAY_MS: Readonly<Record<EndKind, number>> = { lost: 1000, refused: 15_000 };
const LONGEST_DELAY_MS: Readonly<Record<EndKind, number>> = { lost: 60_000, refused: 300_000 };

/** A connection that lived this long was good: the next loss starts from the first delay again. Milliseconds. */
export const GOOD_CONNECTION_MS = 30_000;

/**
 * How long to wait before the next try: doubled with each, up to a limit, and then a random part of it, between half and all, so
 * that many servers that lost the same server do not come back as one. Milliseconds.
 *
 * @param failures how many tries have failed in a row before this one; 0 after a good connection
 */
export function reconnectDelayMs(kind: EndKind, failures: number, chance: Chance): number {
  const fullMs = Math.min(LONGEST_DELAY_MS[kind], FIRST_DELAY_MS[kind] * 2 ** Math.min(failures, 30));
  return fullMs * (0.5 + chance.next() / 2);
}
