import type { SimulatedConsole } from '../client/simulated-console.ts';
import type { World } from '../world.ts';
import type { Happening } from './happening.ts';
import { playOnMachine } from './play-on-machine.ts';
import { playOnServer } from './play-on-server.ts';

/** Has a happening happen. */
export function play(world: World, happening: Happening): void {
  const { what, ...details } = happening;
  world.timeline.add('story', `${what} ${JSON.stringify(details)}`);
  switch (happening.what) {
    case 'CHANGE':
      world.presentityOf(happening.id).farEnd.change(world.presentityOf(happening.id).identifier, happening.state);
      return;
    case 'SHOW':
    case 'SEARCH':
      use(world.consoleAt(happening.console), happening);
      return;
    case 'RESTART':
    case 'SOURCE_DOWN':
    case 'SOURCE_FLAP':
    case 'SOURCE_MOOD':
      playOnServer(world, happening);
      return;
    case 'FLAP':
      flap(world, happening);
      return;
    default:
      playOnMachine(world, world.consoleAt(happening.console), happening);
  }
}

/** What somebody does who sits before a console; before one that sleeps nobody sits. */
function use(console: SimulatedConsole, happening: Happening & { what: 'SHOW' | 'SEARCH' }): void {
  if (console.device.isAsleep) return;
  if (happening.what === 'SHOW') console.show(happening.list, happening.ids);
  else console.search(happening.query);
}

/** The line breaks again and again; of several tabs at the same moments. */
function flap(world: World, { consoles, periodMs, forMs }: Happening & { what: 'FLAP' }): void {
  const untilMs = world.time.monotonicMs() + forMs;
  const breakAgain = (): void => {
    for (const number of new Set(consoles)) {
      const { line, name } = world.consoleAt(number);
      world.ledger.disturbed(name, 'the line flaps');
      line.drop();
    }
    if (world.time.monotonicMs() < untilMs) world.time.startTimer(periodMs, breakAgain);
  };
  breakAgain();
}
