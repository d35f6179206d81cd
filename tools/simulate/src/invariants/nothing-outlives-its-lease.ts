import type { World } from '../world.ts';

/** Ticks that a cleanup takes, and what waits before it in the same moment; milliseconds. */
const RUN_TIME_MS = 100;

/** From the arrival of a keep-alive to its end, directories asked; milliseconds. */
const PROCESSING_MS = 1;

/**
 * 2. No subscription outlives its last keep-alive by more than T + G, nor any interest its watcher's; and nothing else than a keep-alive makes it young. No observation outlives its subscription by more than the linger.
 */
export function nothingOutlivesItsLease(world: World): string | undefined {
  const { ledger, settings, truths, consoles } = world;
  const cache = world.server.process?.core.cache;
  if (cache === undefined) return undefined;
  const { presenceSubscriptionTime, presenceGcPeriod } = settings.times;
  const longestMs = (presenceSubscriptionTime + presenceGcPeriod) * 1000 + RUN_TIME_MS;
  for (const { id, identifier, farEnd } of truths) {
    const isSubscribed = cache.has(id);
    if (isSubscribed && ledger.ageMs(id) > longestMs) return `the subscription of ${id} is ${inSeconds(ledger.ageMs(id))} old`;
    const takenForMs = cache.findAgeMs(id, world.time.monotonicMs());
    if (takenForMs !== undefined && takenForMs < ledger.ageMs(id) - PROCESSING_MS)
      return `the subscription of ${id} is taken for ${inSeconds(takenForMs)} old, and is ${inSeconds(ledger.ageMs(id))}`;
    for (const { username } of consoles) {
      if (!isSubscribed || !cache.isWatching(id, username) || ledger.ageMs(id, username) <= longestMs) continue;
      return `the interest of ${username} in ${id} is ${inSeconds(ledger.ageMs(id, username))} old`;
    }
    const goneMs = ledger.goneMs(id, isSubscribed);
    if (!isSubscribed && goneMs > settings.lingerMs + RUN_TIME_MS && farEnd.observations.has(identifier))
      return `${id} is observed ${inSeconds(goneMs)} after its subscription went`;
  }
  return undefined;
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
