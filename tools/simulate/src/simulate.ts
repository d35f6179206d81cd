import { readWish, type Wish } from './ask.ts';
import { DAY_HOURS, findLeak, formatDay, runDay } from './day.ts';
import { runWorld } from './run-world.ts';

/** Worlds between two signs of life. */
const REPORTED_EVERY = 1000;

/** @returns whether nothing broke */
async function replay(seed: number): Promise<boolean> {
  const { broken, livedMs, settings, timeline } = await runWorld(seed, true);
  console.log(`World ${String(seed)}: ${JSON.stringify(settings)}`);
  console.log(timeline);
  console.log(
    broken === undefined ? `Nothing broke in ${String(livedMs / 1000)} s.` : `BROKEN at ${String(livedMs / 1000)} s: ${broken}`,
  );
  return broken === undefined;
}

async function runWorlds({ from, worlds, seconds }: Wish & { what: 'WORLDS' }): Promise<boolean> {
  const startedAtMs = performance.now();
  let livedMs = 0;
  let seed = from;
  for (; seed - from < worlds && performance.now() - startedAtMs < seconds * 1000; seed += 1) {
    const result = await runWorld(seed);
    livedMs += result.livedMs;
    if (result.broken !== undefined) {
      await replay(seed);
      console.log(`To see it again: npm run simulate -- --seed ${String(seed)}`);
      return false;
    }
    if ((seed - from + 1) % REPORTED_EVERY === 0)
      console.log(`${String(seed - from + 1)} worlds, up to seed ${String(seed)}: nothing broke`);
  }
  const hours = (livedMs / 3_600_000).toFixed(0);
  console.log(
    `Seeds ${String(from)} to ${String(seed - 1)}: nothing broke in ${String(seed - from)} worlds, ${hours} hours of theirs.`,
  );
  return true;
}

async function liveADay(): Promise<boolean> {
  const day = await runDay(DAY_HOURS);
  console.log(formatDay(day));
  const wrong = day.broken ?? findLeak(day);
  console.log(wrong ?? `No leak in ${String(DAY_HOURS)} hours.`);
  return wrong === undefined;
}

async function run(wish: Wish): Promise<boolean> {
  if (wish.what === 'REPLAY') return replay(wish.seed);
  return wish.what === 'DAY' ? liveADay() : runWorlds(wish);
}

try {
  process.exitCode = (await run(readWish(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
