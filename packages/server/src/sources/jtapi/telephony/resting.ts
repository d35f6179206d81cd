import { precedenceOf, type PresenceState } from '@lampfield/protocol';
import type { AddressFacts } from './line-facts.ts';

/** What a line is when its calls are left out of account. */
export interface Resting {
  readonly state: PresenceState;
  readonly raw?: string;
  /** When it began, where the network says so; epoch milliseconds. */
  readonly toldSinceMs?: number;
}

/**
 * OFFLINE only if every known address is out of service; else the busiest status of those that are not; else AVAILABLE.
 *
 * @param facts at least one address
 */
export function restingOf(facts: readonly AddressFacts[]): Resting {
  const inService = facts.filter(({ isInService }) => isInService !== false);
  if (inService.length === 0) return { state: 'OFFLINE', ...wordsOf(facts, Math.max) };
  const [state = 'AVAILABLE'] = inService.map(statusOf).sort((one, other) => precedenceOf(one) - precedenceOf(other));
  const alike = inService.filter((one) => statusOf(one) === state);
  // It takes all to be available, so it began with the last of them; to be busy takes one, so it began with the first.
  return { state, ...wordsOf(alike, state === 'AVAILABLE' ? Math.max : Math.min) };
}

function statusOf({ status }: AddressFacts): PresenceState {
  return status ?? 'AVAILABLE';
}

/** @param pick which of several beginnings counts */
function wordsOf(alike: readonly AddressFacts[], pick: (...times: number[]) => number): Omit<Resting, 'state'> {
  const raws = alike.flatMap(({ raw }) => raw ?? []).sort();
  const times = alike.flatMap(({ sinceMs }) => sinceMs ?? []);
  return {
    ...(raws[0] !== undefined && { raw: raws[0] }),
    ...(times.length === alike.length && { toldSinceMs: pick(...times) }),
  };
}
