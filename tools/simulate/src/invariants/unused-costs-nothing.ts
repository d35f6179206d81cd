import { oldPresenceAgeMs, requestTimeoutMs } from '@lampfield/client-presence';
import type { SimulatedConsole } from '../client/simulated-console.ts';
import { unusedForMs } from '../settings.ts';
import type { World } from '../world.ts';
import type { Check } from './index.ts';

/** A cleanup round comes a quarter of the age after the one before. */
const SWEPT_AT_AGE = 1.25;

/** Sleep is noticed, and timers of a tab that was throttled have fired; milliseconds. */
const AWAKE_FOR_MS = 130_000;

/** 6. What no screen uses any more costs nothing after a bounded time, on either end, however busy the line is; and is not renewed. */
export function createUnusedCostsNothing(): Check {
  const heldSinceMs = new Map<string, Map<string, number>>();
  return (world) => {
    for (const console of world.consoles) {
      const held = heldSinceMs.get(console.name) ?? new Map<string, number>();
      heldSinceMs.set(console.name, held);
      const wrong = findOldRenewal(world, console) ?? findOldEntry(world, console, held);
      if (wrong !== undefined) return wrong;
    }
    return findCostAtServer(world);
  };
}

function findOldRenewal({ ledger, settings }: World, { name }: SimulatedConsole): string | undefined {
  const record = ledger.recordOf(name);
  const { oldestTry } = record;
  record.oldestTry = undefined;
  if (oldestTry === undefined || oldestTry.ageMs <= oldPresenceAgeMs(settings.times)) return undefined;
  return `${name} keeps ${oldestTry.id} alive, which it used ${String(oldestTry.ageMs)} ms ago`;
}

/** @param heldSinceMs since when an entry is in the store, by id; milliseconds */
function findOldEntry(world: World, console: SimulatedConsole, heldSinceMs: Map<string, number>): string | undefined {
  const nowMs = world.time.monotonicMs();
  const { lastUse, shownSinceMs } = world.ledger.recordOf(console.name);
  const mayBeLate = isBusy(world, console);
  for (const { id } of world.truths) {
    if (console.state.entries.entities[id] === undefined) heldSinceMs.delete(id);
    else if (!heldSinceMs.has(id)) heldSinceMs.set(id, nowMs);
    if (mayBeLate || shownSinceMs.has(id)) continue;
    const unusedMs = nowMs - Math.max(heldSinceMs.get(id) ?? nowMs, lastUse.get(id)?.trueMs ?? 0);
    if (unusedMs > SWEPT_AT_AGE * oldPresenceAgeMs(world.settings.times) + AWAKE_FOR_MS)
      return `${id} is still in the store of ${console.name}, ${String(unusedMs)} ms after its last use`;
  }
  return undefined;
}

/** Its sweep may not have had its turn yet. */
function isBusy({ ledger, time }: World, { name, device }: SimulatedConsole): boolean {
  return device.isAsleep || device.isThrottled || time.monotonicMs() - ledger.recordOf(name).disturbedAtMs < AWAKE_FOR_MS;
}

function findCostAtServer({ ledger, server, settings, truths, consoles }: World): string | undefined {
  const cache = server.process?.core.cache;
  // What was under way when the screen was closed may arrive that much later.
  const boundMs = unusedForMs(settings.times) + 10 * requestTimeoutMs(settings.times);
  for (const { id, identifier, farEnd } of truths) {
    const unusedMs = ledger.unusedMs(id);
    if (unusedMs <= boundMs || consoles.some(({ name }) => ledger.recordOf(name).shownSinceMs.has(id))) continue;
    if (cache?.has(id) === true) return `${id} is still subscribed, ${String(unusedMs)} ms after its last use`;
    if (unusedMs > boundMs + settings.lingerMs && farEnd.observations.has(identifier))
      return `${id} is still observed, ${String(unusedMs)} ms after its last use`;
  }
  return undefined;
}
