import { World } from './world.ts';
import { drawSettings, type WorldSettings } from './settings.ts';
import { PRESENTITIES, PEOPLE } from './simulated-people.ts';
import { drawStory, endOfStoryMs } from './story/draw-story.ts';
import { play } from './story/play.ts';

/** What came of a world: nothing, or what broke and when. */
export interface WorldResult {
  readonly seed: number;
  readonly settings: WorldSettings;
  /** How long it lived; the world's milliseconds. */
  readonly livedMs: number;
  readonly steps: number;
  readonly broken: string | undefined;
  /** What happened, if it was asked for. */
  readonly timeline: string;
}

/** Runs the world of a number from its beginning to its end, or until something in it is broken. */
export async function runWorld(seed: number, isTold = false): Promise<WorldResult> {
  const settings = drawSettings(seed);
  const world = new World(settings, isTold);
  try {
    await runStory(world);
  } finally {
    world.close();
  }
  const { broken, steps, time, timeline } = world;
  return { seed, settings, livedMs: time.monotonicMs(), steps, broken, timeline: timeline.toString() };
}

async function runStory(world: World): Promise<void> {
  const { settings, time, consoles } = world;
  const cast = { ids: PRESENTITIES.map(({ id }) => id), names: PEOPLE.map(({ displayName }) => displayName) };
  const story = drawStory(settings, cast, World.dice(settings, 'story'));
  for (const { atMs, happening } of story) time.startTimer(atMs, () => play(world, happening));
  for (const console of consoles) console.start();
  const calmAtMs = Math.max(settings.stormMs, endOfStoryMs(story));
  await world.runUntil(calmAtMs);
  world.calmDown();
  if (settings.endsEmpty) for (const console of consoles) [0, 1].forEach((list) => console.show(list, []));
  await world.runUntil(calmAtMs + settings.calmMs);
}
