import type { Bench, Row } from './bench.ts';
import { lampfield } from './fanout/lampfield/system.ts';
import { withLoadedSystem } from './fanout/loaded-system.ts';
import { probe, type MemoryUse } from './fanout/probe.ts';
import { keepRawRows } from './fanout/raw-rows.ts';
import type { Window } from './fanout/replay.ts';
import { measureInRounds, type RoundRow } from './fanout/rounds.ts';
import { OURS, medianRatio } from './fanout/summary.ts';
import type { FanoutSystem } from './fanout/system.ts';
import { createEvenWorkload } from './fanout/workload.ts';
import { median } from './measure.ts';
import { rawWs } from './peers/raw-ws/system.ts';

const SYSTEMS: readonly FanoutSystem[] = [lampfield, rawWs];
const WATCHERS = 1000;
const WARM_UP_MS = 1500;
const WINDOW_MS = 2500;

/** One point of a curve. */
interface Point {
  readonly curve: 'subscriptions' | 'fan-out';
  readonly subscriptions: number;
  readonly fanOut: number;
  /** Deliveries on their way; fewer than reach all subscriptions once, or they would be conflated. */
  readonly outstanding: number;
}

/** Every subscription has one watcher, and changes come from all of them: nothing that is needed for one is in the cache from the last. */
const BY_SUBSCRIPTIONS = [1000, 10_000, 100_000, 1_000_000].map((subscriptions): Point => ({
  curve: 'subscriptions',
  subscriptions,
  fanOut: 1,
  outstanding: 500,
}));
/** Every watcher has 50 contacts. */
const BY_FAN_OUT = [1, 25, 500].map((fanOut): Point => ({
  curve: 'fan-out',
  subscriptions: (WATCHERS * 50) / fanOut,
  fanOut,
  outstanding: 5000,
}));
/** The largest are left out while trying things: `BENCH_MOST_SUBSCRIPTIONS`. */
const MOST_SUBSCRIPTIONS = Number(process.env['BENCH_MOST_SUBSCRIPTIONS'] ?? Number.POSITIVE_INFINITY);
const POINTS = [...BY_SUBSCRIPTIONS, ...BY_FAN_OUT].filter(({ subscriptions }) => subscriptions <= MOST_SUBSCRIPTIONS);

type PointWindow = Point & Window & Pick<MemoryUse, 'rssBytes'>;
type GrowthRow = RoundRow & PointWindow;

async function measure(system: FanoutSystem, program: string): Promise<PointWindow[]> {
  const windows: PointWindow[] = [];
  for (const point of POINTS) {
    const { subscriptions: contacts, fanOut, outstanding } = point;
    const workload = createEvenWorkload({ watchers: WATCHERS, contacts, fanOut });
    const window = await withLoadedSystem({ program, system, workload }, async (replay, { probePort = 0 }) => {
      const { rssBytes } = await probe<MemoryUse>(probePort, 'memory');
      await replay.saturate(WARM_UP_MS, outstanding);
      return { rssBytes, ...(await replay.saturate(WINDOW_MS, outstanding)) };
    });
    windows.push({ ...point, ...window });
  }
  return windows;
}

/** CPU of the server's process, all threads; microseconds. */
function cpuUsPerDelivery({ cpuSeconds, deliveries }: Window): number {
  return (cpuSeconds * 1e6) / deliveries;
}

function summarize(rows: readonly GrowthRow[]): Row[] {
  return POINTS.flatMap(({ curve, subscriptions, fanOut }): Row[] => {
    const at = rows.filter((row) => row.curve === curve && row.subscriptions === subscriptions);
    const of = (wanted: string): number => median(at.filter(({ system }) => system === wanted).map(cpuUsPerDelivery));
    const what = `a delivery of ${subscriptions.toLocaleString('en')} subscriptions, fan-out ${String(fanOut)}`;
    const peer = rawWs.name;
    return [
      { what, value: of(OURS), unit: 'CPU-us' },
      { what, value: of(peer), unit: 'CPU-us', peer, ratio: medianRatio(at, peer, cpuUsPerDelivery) },
    ];
  });
}

async function run(): Promise<Row[]> {
  const rows = await measureInRounds('growth', SYSTEMS, measure);
  if (rows.length === 0) return [];
  keepRawRows('growth', rows);
  return summarize(rows);
}

export default {
  name: 'growth',
  title: 'CPU of the server a delivery as subscriptions and fan-out grow; 1,000 watchers, saturated',
  run,
} satisfies Bench;
