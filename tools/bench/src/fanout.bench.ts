import { loadavg } from 'node:os';
import type { Bench, Row } from './bench.ts';
import { lampfield } from './fanout/lampfield/system.ts';
import { buildReplay, findMissingCompiler, Replay, type Window } from './fanout/replay.ts';
import type { FanoutSystem } from './fanout/system.ts';
import { createWorkload, type Workload } from './fanout/workload.ts';
import { keepRawRows } from './fanout/raw-rows.ts';
import { summarize } from './fanout/summary.ts';
import { aedes } from './peers/aedes/system.ts';
import { mosquitto } from './peers/mosquitto/system.ts';
import { nats } from './peers/nats/system.ts';
import { rawWs } from './peers/raw-ws/system.ts';
import { redis } from './peers/redis/system.ts';
import { socketIoRooms } from './peers/socket-io/system.ts';

const SYSTEMS: readonly FanoutSystem[] = [lampfield, rawWs, socketIoRooms, mosquitto, redis, nats, aedes];
const SIZE = { watchers: 1000, contacts: 2000, contactsEach: 50 };
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const WARM_UP_MS = 1500;
const WINDOW_MS = 2500;
/** Deliveries on their way while saturated: those of 200 events. */
const OUTSTANDING = 5000;
/** Times 25 watchers each: 25,000 deliveries a second. */
const EVENTS_PER_SECOND = 1000;
const BURST = 50;

/** One window of one system in one round. */
export interface FanoutRow extends Window {
  readonly system: string;
  readonly round: number;
  readonly load: 'sat' | 'paced' | 'burst';
  /** Of the machine, over the last minute. */
  readonly loadAverage: number;
}

async function measure(program: string, system: FanoutSystem, workload: Workload): Promise<Record<FanoutRow['load'], Window>> {
  const running = await system.start(workload);
  const replay = new Replay(program, running.plan);
  try {
    await replay.connect();
    await running.subscribe?.();
    await replay.watchCpu(running.pids);
    await replay.saturate(WARM_UP_MS, OUTSTANDING);
    const sat = await replay.saturate(WINDOW_MS, OUTSTANDING);
    await replay.pace(WARM_UP_MS, EVENTS_PER_SECOND, 1);
    const paced = await replay.pace(WINDOW_MS, EVENTS_PER_SECOND, 1);
    await replay.pace(WARM_UP_MS, EVENTS_PER_SECOND / BURST, BURST);
    const burst = await replay.pace(WINDOW_MS, EVENTS_PER_SECOND / BURST, BURST);
    return { sat, paced, burst };
  } finally {
    replay.stop();
    await running.stop();
  }
}

/** Every system in every round, in turn, the order reversed in every other one. */
async function measureAll(program: string, systems: readonly FanoutSystem[]): Promise<FanoutRow[]> {
  const workload = createWorkload(SIZE);
  const rows: FanoutRow[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const system of round % 2 === 0 ? systems : systems.toReversed()) {
      const windows = await measure(program, system, workload);
      const around = { system: system.name, round, loadAverage: loadavg()[0] ?? Number.NaN };
      for (const load of ['sat', 'paced', 'burst'] as const) rows.push({ ...around, load, ...windows[load] });
    }
  }
  return rows;
}

async function run(): Promise<Row[]> {
  const missing = findMissingCompiler();
  if (missing !== undefined) {
    console.error(`fanout is left out: ${missing}`);
    return [];
  }
  const wanted = process.env['BENCH_SYSTEMS']?.split(',');
  const systems = SYSTEMS.filter((system) => wanted?.includes(system.name) ?? true).filter((system) => {
    const absent = system.findMissing();
    if (absent !== undefined) console.error(`${system.name} is left out: ${absent}`);
    return absent === undefined;
  });
  const replay = buildReplay();
  try {
    const rows = await measureAll(replay.program, systems);
    keepRawRows('fanout', rows);
    return summarize(rows);
  } finally {
    replay.remove();
  }
}

export default {
  name: 'fanout',
  title: '1,000 watchers of 50 contacts each out of 2,000, one server process, deliveries per CPU-second of the server',
  run,
} satisfies Bench;
