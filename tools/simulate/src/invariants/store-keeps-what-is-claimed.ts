import type { PresenceFeatureState } from '@lampfield/client-presence';
import type { SimulatedConsole } from '../client/simulated-console.ts';
import type { World } from '../world.ts';
import type { Check } from './index.ts';

/** 3. No claimed entry leaves the store before T + G since its last component keep-alive, and none that is on screen. */
export function createStoreKeepsWhatIsClaimed(): Check {
  const before = new Map<string, PresenceFeatureState>();
  return (world) => {
    for (const console of world.consoles) {
      const last = before.get(console.name);
      before.set(console.name, console.state);
      const wrong = last === undefined ? undefined : findLost(world, console, last);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

function findLost(world: World, console: SimulatedConsole, last: PresenceFeatureState): string | undefined {
  const { state, name, device } = console;
  if (last.entries === state.entries || state.session.phase !== 'READY' || last.session.phase !== 'READY') return undefined;
  const { presenceSubscriptionTime, presenceGcPeriod } = world.settings.times;
  const keptMs = (presenceSubscriptionTime + presenceGcPeriod) * 1000;
  const { shownSinceMs } = world.ledger.recordOf(name);
  for (const id of last.entries.ids as string[]) {
    if (state.entries.entities[id] !== undefined) continue;
    const ageMs = world.ledger.perceivedAgeMs(name, id, device.now());
    if (shownSinceMs.has(id)) return `${name} shows ${id}, and it has left the store`;
    if (ageMs < keptMs) return `${id} left the store of ${name} ${String(ageMs)} ms after it was claimed`;
  }
  return undefined;
}
