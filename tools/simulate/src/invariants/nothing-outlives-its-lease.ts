import type { PresenceCore } from '@lampfield/server/testing';
import type { Truth, World } from '../world.ts';

type SubscriptionCache = PresenceCore['cache'];

/** Ticks that a cleanup takes, and what waits before it in the same moment; milliseconds. */
const RUN_TIME_MS = 100;

/** From the arrival of a keep-alive to its end, directories asked; milliseconds. */
const PROCESSING_MS = 1;

/**
 * 2. No subscription outlives its last keep-alive by more than T + G, nor any interest its watcher's; and nothing else than a keep-alive makes it young. No observation outlives its subscription by more than the linger.
 */
export function nothingOutlivesItsLease(world: World): string | undefined {
  const cache = world.server.process?.core.cache;
  if (cache === undefined) return undefined;
  for (const truth of world.truths) {
    const wrong =
      findWrongAge(world, cache, truth.id) ?? findOldInterest(world, cache, truth.id) ?? findOrphan(world, cache, truth);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function findWrongAge(world: World, cache: SubscriptionCache, id: string): string | undefined {
  const takenForMs = cache.findAgeMs(id, world.time.monotonicMs());
  if (takenForMs === undefined) return undefined;
  const ageMs = world.ledger.ageMs(id);
  if (ageMs > longestMs(world)) return `the subscription of ${id} is ${inSeconds(ageMs)} old`;
  if (takenForMs >= ageMs - PROCESSING_MS) return undefined;
  return `the subscription of ${id} is taken for ${inSeconds(takenForMs)} old, and is ${inSeconds(ageMs)}`;
}

function findOldInterest(world: World, cache: SubscriptionCache, id: string): string | undefined {
  for (const { username } of world.consoles) {
    const ageMs = world.ledger.ageMs(id, username);
    if (ageMs > longestMs(world) && cache.isWatching(id, username))
      return `the interest of ${username} in ${id} is ${inSeconds(ageMs)} old`;
  }
  return undefined;
}

function findOrphan(
  { ledger, settings }: World,
  cache: SubscriptionCache,
  { id, identifier, farEnd }: Truth,
): string | undefined {
  const goneMs = ledger.goneMs(id, cache.has(id));
  if (goneMs <= settings.lingerMs + RUN_TIME_MS || !farEnd.observations.has(identifier)) return undefined;
  return `${id} is observed ${inSeconds(goneMs)} after its subscription went`;
}

function longestMs({ settings }: World): number {
  const { presenceSubscriptionTime, presenceGcPeriod } = settings.times;
  return (presenceSubscriptionTime + presenceGcPeriod) * 1000 + RUN_TIME_MS;
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
