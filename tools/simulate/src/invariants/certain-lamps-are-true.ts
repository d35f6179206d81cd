import type { SimulatedConsole } from '../client/simulated-console.ts';
import { recoveryMs } from '../settings.ts';
import type { World } from '../world.ts';
import type { Check } from './index.ts';
import { findLie, isCertain } from './lamp-truth.ts';

/** A dead connection is noticed within 15 s, a sleep within 5, what is off screen is told within 2; whoever has stopped reading may take 10. Milliseconds. */
const NOTICED_MS = 40_000;

/** A throttled tab needs a timer more for each of two of these; milliseconds. */
const THROTTLED_MS = 120_000;

/** Lamps that look certain and are wrong, and since when; looked at anew only when something that they depend on has changed. */
interface Lies {
  readonly basis: readonly unknown[];
  readonly sinceMs: ReadonlyMap<string, { readonly ms: number; readonly lie: string }>;
}

/** 4, at every moment: a lamp that looks certain is not wrong for longer than it takes to notice. */
export function createCertainLampsAreTrue(): Check {
  const liesOf = new Map<string, Lies>();
  return (world) => {
    for (const console of world.consoles) {
      const lies = look(world, console, liesOf.get(console.name));
      liesOf.set(console.name, lies);
      for (const [id, { ms, lie }] of lies.sinceMs) {
        const wrongMs = world.time.monotonicMs() - Math.max(ms, world.ledger.recordOf(console.name).vanishedAtMs);
        if (wrongMs > bearableMs(world, console)) return `for ${String(wrongMs)} ms the lamp of ${id} on ${console.name} ${lie}`;
      }
    }
    return undefined;
  };
}

function look(world: World, console: SimulatedConsole, before: Lies | undefined): Lies {
  const record = world.ledger.recordOf(console.name);
  const basis = [console.state, console.device.isAsleep, record.shownRevision, ...world.farEnds.map(({ revision }) => revision)];
  if (before !== undefined && basis.every((part, index) => part === before.basis[index])) return before;
  const sinceMs = new Map<string, { ms: number; lie: string }>();
  // Nobody looks at the screen of a machine that sleeps.
  for (const id of console.device.isAsleep ? [] : record.shownSinceMs.keys()) {
    const lamp = console.lamp(id);
    const lie = isCertain(lamp) ? findLie(lamp, world.presentityOf(id)) : undefined;
    if (lie !== undefined) sinceMs.set(id, { ms: before?.sinceMs.get(id)?.ms ?? world.time.monotonicMs(), lie });
  }
  return { basis, sinceMs };
}

function bearableMs({ settings }: World, { device }: SimulatedConsole): number {
  const unseenMs =
    settings.weather.vanishingPushes > 0 ? settings.times.presenceSubscriptionTime * 1000 + recoveryMs(settings.times) : 0;
  return NOTICED_MS + unseenMs + (device.isThrottled ? THROTTLED_MS : 0);
}
