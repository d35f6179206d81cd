import type { MemoryUse } from '../fanout/probe.ts';
import { loadAverage, ROUNDS, type RoundRow } from '../fanout/rounds.ts';
import { heapBytes } from '../measure.ts';
import { buildPeer, buildPresenceLayer } from '../subscriptions/presence-layer.ts';

const SUBSCRIPTIONS = [100_000, 1_000_000] as const;
const BUILDERS = { lampfield: buildPresenceLayer, 'plain Map, scanned': buildPeer };

/** What so many subscriptions take, by themselves. */
export interface SubscriptionUse extends Pick<MemoryUse, 'heapBytes'> {
  readonly what: 'subscriptions';
  readonly count: number;
}

/** In this process: it has nothing else to do. */
export function measureSubscriptions(): (RoundRow & SubscriptionUse)[] {
  const rows: (RoundRow & SubscriptionUse)[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [system, build] of Object.entries(BUILDERS))
      for (const count of SUBSCRIPTIONS) {
        const around = { system, round, loadAverage: loadAverage() };
        rows.push({ ...around, what: 'subscriptions', count, heapBytes: bytesOf(() => build(count)) });
      }
  return rows;
}

function bytesOf(build: () => object): number {
  const before = heapBytes();
  const built = [build()];
  const bytes = heapBytes() - before;
  // Until here it was needed: without this it might be gone before it is weighed.
  built.length = 0;
  return bytes;
}
