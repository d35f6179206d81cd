import { MAX_RETRIES, SMALLEST_THROTTLED_T_SECONDS } from '@lampfield/client-presence';
import type { SimulatedConsole } from '../client/simulated-console.ts';
import type { World } from '../world.ts';

/**
 * 1. While a component shows a contact, and at least one try in each update round gets through, the server's subscription lives, and in it the interest of who shows it. Not promised: a
 * lease that was lost by a restart of the server, a sleep, a sign-out or a clock that was set, until it is granted anew.
 */
export function leasesLive(world: World): string | undefined {
  const cache = world.server.process?.core.cache;
  if (cache === undefined) return undefined;
  for (const console of world.consoles) {
    if (console.device.isAsleep) continue;
    const { granted, lostTries } = world.ledger.recordOf(console.name);
    const bearable = bearableLosses(world, console);
    for (const id of granted) {
      if ((lostTries.get(id) ?? 0) >= bearable || cache.isWatching(id, console.username)) continue;
      return `${console.name} shows ${id} and its keep-alives get through, but the server holds no lease of ${console.username}`;
    }
  }
  return undefined;
}

/** Tries in a row that may be lost, or be on their way, without harm. */
function bearableLosses({ settings }: World, { device }: SimulatedConsole): number {
  if (!device.isThrottled) return MAX_RETRIES + 1;
  return settings.times.presenceSubscriptionTime >= SMALLEST_THROTTLED_T_SECONDS ? 1 : 0;
}
