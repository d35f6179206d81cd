import { loadavg } from 'node:os';
import { buildReplay, findMissingCompiler } from './replay.ts';
import type { FanoutSystem } from './system.ts';

/** How often each system is measured. */
export const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

/** Of the machine, over the last minute. */
export function loadAverage(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** What every row of every system says. */
export interface RoundRow {
  readonly system: string;
  readonly round: number;
  readonly loadAverage: number;
}

/** Those that are wanted (`BENCH_SYSTEMS`, by name, with commas between; all if unset) and can be measured here; the others are left out by name. */
function chooseSystems(systems: readonly FanoutSystem[]): FanoutSystem[] {
  const wanted = process.env['BENCH_SYSTEMS']?.split(',');
  return systems
    .filter((system) => wanted?.includes(system.name) ?? true)
    .filter((system) => {
      const absent = system.findMissing();
      if (absent !== undefined) console.error(`${system.name} is left out: ${absent}`);
      return absent === undefined;
    });
}

/**
 * Every system in every round, in turn, the order reversed in every other one. Without a C compiler there is no load generator, and
 * no rows.
 *
 * @param name of the benchmark, for messages
 */
export async function measureInRounds<T extends object>(
  name: string,
  systems: readonly FanoutSystem[],
  measure: (system: FanoutSystem, program: string) => Promise<readonly T[]>,
): Promise<(RoundRow & T)[]> {
  const missing = findMissingCompiler();
  if (missing !== undefined) {
    console.error(`${name} is left out: ${missing}`);
    return [];
  }
  const chosen = chooseSystems(systems);
  const replay = buildReplay();
  const rows: (RoundRow & T)[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const system of round % 2 === 0 ? chosen : chosen.toReversed()) {
        const around = { system: system.name, round, loadAverage: loadAverage() };
        for (const row of await measure(system, replay.program)) rows.push({ ...around, ...row });
      }
    }
    return rows;
  } finally {
    replay.remove();
  }
}
