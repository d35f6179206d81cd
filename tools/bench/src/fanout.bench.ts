import type { Bench, Row } from './bench.ts';
import { lampfield } from './fanout/lampfield/system.ts';
import { withLoadedSystem } from './fanout/loaded-system.ts';
import { keepRawRows } from './fanout/raw-rows.ts';
import type { Window } from './fanout/replay.ts';
import { measureInRounds, type RoundRow } from './fanout/rounds.ts';
import { summarize } from './fanout/summary.ts';
import type { FanoutSystem } from './fanout/system.ts';
import { createWorkload, USUAL_SIZE } from './fanout/workload.ts';
import { aedes } from './peers/aedes/system.ts';
import { mosquitto } from './peers/mosquitto/system.ts';
import { nats } from './peers/nats/system.ts';
import { rawWs } from './peers/raw-ws/system.ts';
import { redis } from './peers/redis/system.ts';
import { socketIoRooms } from './peers/socket-io/system.ts';

const SYSTEMS: readonly FanoutSystem[] = [lampfield, rawWs, socketIoRooms, mosquitto, redis, nats, aedes];
const WARM_UP_MS = 1500;
const WINDOW_MS = 2500;
/** Deliveries on their way while saturated: those of 200 events. */
const OUTSTANDING = 5000;
/** Times 25 watchers each: 25,000 deliveries a second. */
const EVENTS_PER_SECOND = 1000;
const BURST = 50;

/** What one load showed. */
interface LoadedWindow extends Window {
  readonly load: 'sat' | 'paced' | 'burst';
}

/** One window of one system in one round. */
export type FanoutRow = RoundRow & LoadedWindow;

const workload = createWorkload(USUAL_SIZE);

function measure(system: FanoutSystem, program: string): Promise<LoadedWindow[]> {
  return withLoadedSystem({ program, system, workload }, async (replay) => {
    await replay.saturate(WARM_UP_MS, OUTSTANDING);
    const sat = await replay.saturate(WINDOW_MS, OUTSTANDING);
    await replay.pace(WARM_UP_MS, EVENTS_PER_SECOND, 1);
    const paced = await replay.pace(WINDOW_MS, EVENTS_PER_SECOND, 1);
    await replay.pace(WARM_UP_MS, EVENTS_PER_SECOND / BURST, BURST);
    const burst = await replay.pace(WINDOW_MS, EVENTS_PER_SECOND / BURST, BURST);
    return [
      { load: 'sat', ...sat },
      { load: 'paced', ...paced },
      { load: 'burst', ...burst },
    ];
  });
}

async function run(): Promise<Row[]> {
  const rows = await measureInRounds('fanout', SYSTEMS, measure);
  if (rows.length === 0) return [];
  keepRawRows('fanout', rows);
  return summarize(rows);
}

export default {
  name: 'fanout',
  title: '1,000 watchers of 50 contacts each out of 2,000, one server process, deliveries per CPU-second of the server',
  run,
} satisfies Bench;
