import type { World } from '../world.ts';
import type { Happening } from './happening.ts';

type OnServer = Extract<Happening, { what: 'RESTART' | 'SOURCE_DOWN' | 'SOURCE_FLAP' | 'SOURCE_MOOD' }>;

/** What happens to the server or to a source. */
export function playOnServer(world: World, happening: OnServer): void {
  switch (happening.what) {
    case 'RESTART':
      restart(world, happening);
      return;
    case 'SOURCE_DOWN':
      flapSource(world, { ...happening, what: 'SOURCE_FLAP', periodMs: happening.forMs });
      return;
    case 'SOURCE_FLAP':
      flapSource(world, happening);
      return;
    case 'SOURCE_MOOD':
      setMood(world, happening);
  }
}

function restart(world: World, { forMs, losesDisk, wallStepMs }: OnServer & { what: 'RESTART' }): void {
  const { server, ledger, time } = world;
  if (server.process === undefined) return;
  server.crash();
  if (losesDisk) server.loseDisk(wallStepMs);
  ledger.excused(undefined, 'the server is gone');
  time.startTimer(forMs, () => {
    ledger.excused(undefined, 'the server is back');
    server.start();
  });
}

function flapSource(world: World, { type, periodMs, forMs }: OnServer & { what: 'SOURCE_FLAP' }): void {
  const farEnd = world.farEndOf(type);
  const untilMs = world.time.monotonicMs() + forMs;
  const flip = (isUp: boolean): void => {
    const isOver = world.time.monotonicMs() >= untilMs;
    world.ledger.disturbed(undefined, `${type} is ${isUp || isOver ? 'up' : 'down'}`);
    farEnd.setUp(isUp || isOver);
    if (!isOver) world.time.startTimer(Math.min(periodMs, untilMs - world.time.monotonicMs()), () => flip(!isUp));
  };
  flip(false);
}

function setMood(world: World, { type, mood, forMs }: OnServer & { what: 'SOURCE_MOOD' }): void {
  const farEnd = world.farEndOf(type);
  const set = (next: typeof mood): void => {
    farEnd.setMood(next);
    world.ledger.disturbed(undefined, `${type} is ${next} to observe`);
  };
  set(mood);
  world.time.startTimer(forMs, () => {
    set('WILLING');
  });
}
