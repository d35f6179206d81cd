import type { Row } from '../bench.ts';
import type { FanoutRow } from '../fanout.bench.ts';
import { median } from '../measure.ts';
import type { RoundRow } from './rounds.ts';

/** The system that the others are compared with. */
export const OURS = 'lampfield';
const LOADS = { sat: 'saturated', paced: 'paced, 25,000/s', burst: 'bursts of 50, 25,000/s' } as const;

/** Deliveries per CPU-second of the server. */
function deliveriesPerCpuSecond({ deliveries, cpuSeconds }: FanoutRow): number {
  return deliveries / cpuSeconds;
}

/** Ours by itself, then divided by each peer: the median of the rounds' own ratios. */
export function summarize(rows: readonly FanoutRow[]): Row[] {
  const peers = [...new Set(rows.map(({ system }) => system))].filter((system) => system !== OURS);
  return (Object.keys(LOADS) as FanoutRow['load'][]).flatMap((load) => {
    const under = rows.filter((row) => row.load === load);
    const of = (system: string): FanoutRow[] => under.filter((row) => row.system === system);
    const valueOf = (system: string): number => median(of(system).map(deliveriesPerCpuSecond));
    const what = `${LOADS[load]}: deliveries`;
    const own: Row[] = [
      { what, value: valueOf(OURS), unit: '/CPU-s' },
      { what: `${LOADS[load]}: p50`, value: median(of(OURS).map(({ p50Us }) => p50Us)) / 1000, unit: 'ms' },
      { what: `${LOADS[load]}: p99`, value: median(of(OURS).map(({ p99Us }) => p99Us)) / 1000, unit: 'ms' },
    ];
    const compare = (peer: string): Row => {
      return { what, value: valueOf(peer), unit: '/CPU-s', peer, ratio: medianRatio(under, peer, deliveriesPerCpuSecond) };
    };
    return [...own, ...peers.map(compare)];
  });
}

/** Ours divided by a peer's in each round; the median of that. There is one row a system and round. */
export function medianRatio<T extends RoundRow>(rows: readonly T[], peer: string, valueOf: (row: T) => number): number {
  const ratios = rows
    .filter(({ system }) => system === OURS)
    .flatMap((ours) => {
      const other = rows.find(({ system, round }) => system === peer && round === ours.round);
      return other === undefined ? [] : valueOf(ours) / valueOf(other);
    });
  return median(ratios);
}
