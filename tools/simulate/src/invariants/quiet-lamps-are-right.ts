import type { SimulatedConsole } from '../client/simulated-console.ts';
import { recoveryMs } from '../settings.ts';
import type { Truth, World } from '../world.ts';
import { findLie } from './lamp-truth.ts';

/** A change takes so long from the source to a lamp, off screen too; milliseconds. */
const NEWS_MS = 5000;

/** Timers of a throttled tab that one recovery may wait for; milliseconds. */
const THROTTLED_MS = 5 * 60_000;

/**
 * 4, and the second half of 3: when everything is quiet, every lamp shown equals the source's state, or says that it is unverified and why, and that is true.
 */
export function quietLampsAreRight(world: World): string | undefined {
  if (world.server.process === undefined) return undefined;
  for (const console of world.consoles) {
    if (!isQuiet(world, console)) continue;
    for (const id of world.ledger.recordOf(console.name).shownSinceMs.keys()) {
      const truth = world.presentityOf(id);
      const lie = isNews(world, truth) ? undefined : findLie(console.lamp(id), truth);
      if (lie !== undefined) return `all is quiet, and the lamp of ${id} on ${console.name} ${lie}`;
    }
  }
  return undefined;
}

function isQuiet(world: World, { name, device, line }: SimulatedConsole): boolean {
  if (device.isAsleep || line.isCut || line.isMute || !world.server.isSignedIn(name) || isLasting(world, name)) return false;
  const { times, weather } = world.settings;
  const unseenMs = weather.vanishingPushes > 0 ? times.presenceSubscriptionTime * 1000 : 0;
  const neededMs = recoveryMs(times) + unseenMs + (device.isThrottled ? THROTTLED_MS : 0);
  return world.time.monotonicMs() - world.ledger.recordOf(name).disturbedAtMs > neededMs;
}

function isLasting({ lasting }: World, name: string): boolean {
  return (lasting.get(`${name} CLOG`) ?? 0) > 0;
}

function isNews({ time, settings }: World, { farEnd, identifier }: Truth): boolean {
  const newsMs = NEWS_MS + settings.sourceDelayMs;
  return time.monotonicMs() - Math.max(farEnd.changedAtMs(identifier), farEnd.troubledAtMs) < newsMs || farEnd.mood !== 'WILLING';
}
