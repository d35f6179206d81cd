import { World } from './world.ts';
import { FINE, unusedForMs, type WorldSettings } from './settings.ts';
import { PEOPLE, PRESENTITIES } from './simulated-people.ts';

const HOUR_MS = 3_600_000;

const MINUTE_MS = 60_000;

/** How long the day of a console is; hours. */
export const DAY_HOURS = 24;

/** The first hours in which a store and a server may still fill up; hours. */
const FILLING_HOURS = 4;

/** What either end holds at one moment. */
export type Holdings = Readonly<
  Record<
    'entries' | 'forgotten' | 'clientTimers' | 'subscriptions' | 'interests' | 'observations' | 'serverTimers' | 'connections',
    number
  >
>;

/** A day of one console. */
export interface Day {
  readonly broken: string | undefined;
  /** At the end of each hour; the last one when nothing was shown any more for long enough. */
  readonly hours: readonly Holdings[];
}

/** The defaults of the product, a good line, one console. */
const SETTINGS: WorldSettings = {
  seed: 1,
  times: { presenceSubscriptionTime: 600, presenceGcPeriod: 30 },
  lingerMs: 0,
  consoles: 1,
  isOneUser: true,
  weather: FINE,
  sourceDelayMs: 0,
  stormMs: 0,
  calmMs: 0,
  paceMs: MINUTE_MS,
  endsEmpty: true,
};

/** Lives through the hours of one console, each with the same work and the same mishaps, and counts what both ends hold after each. */
export async function runDay(hours: number): Promise<Day> {
  const world = new World(SETTINGS);
  const counted: Holdings[] = [];
  try {
    world.consoleAt(0).start();
    for (let hour = 0; hour < hours; hour += 1) counted.push(await liveAnHour(world));
    for (const list of [0, 1]) world.consoleAt(0).show(list, []);
    await world.runUntil(world.time.monotonicMs() + unusedForMs(SETTINGS.times));
    counted.push(count(world));
  } finally {
    world.close();
  }
  return { broken: world.broken, hours: counted };
}

/** What grew without end, in words; undefined when nothing did. */
export function findLeak({ hours }: Day): string | undefined {
  const full = hours.slice(0, FILLING_HOURS);
  for (const [hour, holdings] of hours.entries()) {
    for (const [what, held] of Object.entries(holdings) as [keyof Holdings, number][]) {
      const most = Math.max(...full.map((each) => each[what]));
      if (held > most)
        return `after ${String(hour + 1)} hours there are ${String(held)} ${what}, and at first there were ${String(most)}`;
    }
  }
  const last = hours.at(-1);
  const left = last === undefined ? 0 : last.entries + last.subscriptions + last.interests + last.observations;
  return left === 0 ? undefined : `${String(left)} things are left of what nobody shows any more`;
}

/** A table of the day. */
export function formatDay({ hours }: Day): string {
  const names = Object.keys(hours[0] ?? {}) as (keyof Holdings)[];
  const rows = hours.map((holdings, hour) => [String(hour + 1), ...names.map((name) => String(holdings[name]))]);
  const widths = ['hour', ...names].map((name) => name.length + 2);
  return [['hour', ...names], ...rows]
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(''))
    .join('\n');
}

/** Every minute something is shown, changes or is searched; once an hour the line breaks, a source fails and the server restarts. */
async function liveAnHour(world: World): Promise<Holdings> {
  const startMs = world.time.monotonicMs();
  const console = world.consoleAt(0);
  for (let minute = 0; minute < HOUR_MS / MINUTE_MS; minute += 1) {
    const shown = PRESENTITIES.filter((_, index) => (minute + index) % 4 === 0).map(({ id }) => id);
    console.show(minute % 2, shown);
    if (minute % 5 === 0) console.search(PEOPLE[minute % PEOPLE.length]?.displayName ?? '');
    for (const { identifier, farEnd } of world.truths) farEnd.change(identifier, minute % 2 === 0 ? 'RINGING' : 'AVAILABLE');
    mishap(world, minute);
    await world.runUntil(startMs + (minute + 1) * MINUTE_MS);
  }
  return count(world);
}

function mishap(world: World, minute: number): void {
  const { server, ledger, farEnds } = world;
  if (minute === 10) world.consoleAt(0).line.drop();
  if (minute === 20 || minute === 21) for (const farEnd of farEnds) farEnd.setUp(minute === 21);
  if (minute === 30) {
    ledger.excused(undefined, 'the server restarts');
    server.crash();
    server.start();
  }
  if (minute === 10 || minute === 20 || minute === 21) ledger.disturbed(undefined, 'a mishap of every hour');
}

function count({ server, consoles, farEnds }: World): Holdings {
  const { process } = server;
  return {
    entries: sum(consoles.map(({ state }) => state.entries.ids.length)),
    forgotten: sum(consoles.map(({ state }) => Object.keys(state.forgotten).length)),
    clientTimers: sum(consoles.map(({ device }) => device.scheduler.waitingCount)),
    subscriptions: process?.core.cache.subscriptionCount ?? 0,
    interests: process?.core.cache.interestCount ?? 0,
    observations: sum(farEnds.map(({ observations }) => observations.size)),
    serverTimers: process?.clock.waitingCount ?? 0,
    connections: Math.max(server.connectionCount, ...consoles.map(({ line }) => line.linkCount)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
