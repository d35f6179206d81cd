import type { Bench, Row } from './bench.ts';
import { lampfield } from './fanout/lampfield/system.ts';
import { withLoadedSystem } from './fanout/loaded-system.ts';
import { keepRawRows } from './fanout/raw-rows.ts';
import type { Window } from './fanout/replay.ts';
import { measureInRounds, type RoundRow } from './fanout/rounds.ts';
import { medianRatio, OURS } from './fanout/summary.ts';
import type { FanoutSystem } from './fanout/system.ts';
import { createWorkload, USUAL_SIZE } from './fanout/workload.ts';
import { median, waitedForCpuMs } from './measure.ts';
import { rawWs } from './peers/raw-ws/system.ts';
import { redis } from './peers/redis/system.ts';
import { socketIoRooms } from './peers/socket-io/system.ts';

const SYSTEMS: readonly FanoutSystem[] = [lampfield, rawWs, socketIoRooms, redis];
const WARM_UP_MS = 2000;
const WINDOW_MS = 6000;
/** Times 25 watchers each. */
const EVENTS_PER_SECOND = [1000, 100] as const;
const FAN_OUT = (USUAL_SIZE.watchers * USUAL_SIZE.contactsEach) / USUAL_SIZE.contacts;

/** What one pace showed. */
interface PacedWindow extends Window {
  readonly deliveriesPerSecond: number;
  /** How long the server was ready to run meanwhile, and others were run instead: the machine's part of its latency; milliseconds. */
  readonly serverWaitedMs: number;
}

type LatencyRow = RoundRow & PacedWindow;

const workload = createWorkload(USUAL_SIZE);

function measure(system: FanoutSystem, program: string): Promise<PacedWindow[]> {
  return withLoadedSystem({ program, system, workload }, async (replay, { pids }) => {
    const windows: PacedWindow[] = [];
    const waited = (): number => pids.reduce((sum, pid) => sum + waitedForCpuMs(pid), 0);
    for (const rate of EVENTS_PER_SECOND) {
      await replay.pace(WARM_UP_MS, rate, 1);
      const before = waited();
      const window = await replay.pace(WINDOW_MS, rate, 1);
      windows.push({ deliveriesPerSecond: rate * FAN_OUT, serverWaitedMs: Math.round(waited() - before), ...window });
    }
    return windows;
  });
}

const PERCENTILES = [
  ['p50', 'p50Us', '<= 1.1 x raw ws'],
  ['p99', 'p99Us', '<= 2 ms'],
  ['p99.9', 'p999Us', undefined],
] as const;

function summarize(rows: readonly LatencyRow[]): Row[] {
  const peers = [...new Set(rows.map(({ system }) => system))].filter((system) => system !== OURS);
  return EVENTS_PER_SECOND.flatMap((rate) => {
    const at = rows.filter(({ deliveriesPerSecond }) => deliveriesPerSecond === rate * FAN_OUT);
    return PERCENTILES.flatMap(([name, key, aim]): Row[] => {
      const what = `${(rate * FAN_OUT).toLocaleString('en')} deliveries/s: ${name}`;
      const valueOf = (row: LatencyRow): number => row[key] / 1000;
      const of = (wanted: string): number => median(at.filter(({ system }) => system === wanted).map(valueOf));
      return [
        { what, value: of(OURS), unit: 'ms', ...(aim !== undefined && { aim }) },
        ...peers.map((peer) => ({ what, value: of(peer), unit: 'ms', peer, ratio: medianRatio(at, peer, valueOf) })),
      ];
    });
  });
}

async function run(): Promise<Row[]> {
  const rows = await measureInRounds('latency', SYSTEMS, measure);
  if (rows.length === 0) return [];
  keepRawRows('latency', rows);
  return summarize(rows);
}

export default {
  name: 'latency',
  title: 'From the moment a change is due to its delivery; 1,000 watchers of 50 contacts each out of 2,000',
  run,
} satisfies Bench;
