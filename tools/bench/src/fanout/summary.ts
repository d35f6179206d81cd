import type { Row } from '../bench.ts';
import type { FanoutRow } from '../fanout.bench.ts';
import { median } from '../measure.ts';

const OURS = 'lampfield';
const LOADS = { sat: 'saturated', paced: 'paced, 25,000/s', burst: 'bursts of 50, 25,000/s' } as const;

/** Deliveries per CPU-second of the server. */
function deliveriesPerCpuSecond({ deliveries, cpuSeconds }: FanoutRow): number {
  return deliveries / cpuSeconds;
}

/** Ours by itself, then divided by each peer: the median of the rounds' own ratios. */
export function summarize(rows: readonly FanoutRow[]): Row[] {
  const peers = [...new Set(rows.map(({ system }) => system))].filter((system) => system !== OURS);
  return (Object.keys(LOADS) as FanoutRow['load'][]).flatMap((load) => {
    const of = (system: string) => rows.filter((row) => row.system === system && row.load === load);
    const ours = of(OURS);
    const value = median(ours.map(deliveriesPerCpuSecond));
    const what = LOADS[load];
    const own: Row[] = [
      { what: `${what}: deliveries`, value, unit: '/CPU-s' },
      { what: `${what}: p50`, value: median(ours.map(({ p50Us }) => p50Us)) / 1000, unit: 'ms' },
      { what: `${what}: p99`, value: median(ours.map(({ p99Us }) => p99Us)) / 1000, unit: 'ms' },
    ];
    return [...own, ...peers.map((peer) => comparePeer({ what: `${what}: deliveries`, peer, ours, theirs: of(peer) }))];
  });
}

function comparePeer({ what, peer, ours, theirs }: { what: string; peer: string; ours: FanoutRow[]; theirs: FanoutRow[] }): Row {
  const ratios = ours.flatMap((row) => {
    const other = theirs.find(({ round }) => round === row.round);
    return other === undefined ? [] : deliveriesPerCpuSecond(row) / deliveriesPerCpuSecond(other);
  });
  return { what, value: median(theirs.map(deliveriesPerCpuSecond)), unit: '/CPU-s', peer, ratio: median(ratios) };
}
