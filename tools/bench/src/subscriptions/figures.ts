import type { Row } from '../bench.ts';
import type { RoundRow } from '../fanout/rounds.ts';
import { medianRatio, OURS } from '../fanout/summary.ts';
import { median } from '../measure.ts';

/** What is measured of a million subscriptions; of the peer only some. */
export interface SubscriptionFigures {
  /** Per CPU-second, from the text of a request of 1,000 ids to the text of its answer. */
  readonly renewals: number;
  /** Per CPU-second of the whole server, over HTTP. */
  readonly httpRenewals: number;
  /** Of the event loop, by a request of 1,000 ids; median and longest of the round. */
  readonly usualHoldMs: number;
  readonly longestUsualHoldMs: number;
  /** The same by one of 10,000 ids. */
  readonly largestHoldMs: number;
  readonly longestLargestHoldMs: number;
  /** A cleanup that finds nothing to remove. */
  readonly idleMs: number;
  /** 65,000 expire at once: the longest slice of their removal, and all of it. */
  readonly sliceMs: number;
  readonly expiryMs: number;
}

/** What one round showed of one system. */
export type SubscriptionRow = RoundRow & Partial<SubscriptionFigures>;

const TITLES: Readonly<Record<keyof SubscriptionFigures, Pick<Row, 'what' | 'unit' | 'aim'>>> = {
  renewals: { what: 'renewals, 1,000 ids a request, without HTTP', unit: '/CPU-s' },
  httpRenewals: { what: 'renewals, 1,000 ids a request, over HTTP', unit: '/CPU-s', aim: '>= 800,000' },
  usualHoldMs: { what: 'hold of the event loop, 1,000 ids: median', unit: 'ms', aim: '<= 2' },
  longestUsualHoldMs: { what: 'hold of the event loop, 1,000 ids: longest', unit: 'ms' },
  largestHoldMs: { what: 'hold of the event loop, 10,000 ids: median', unit: 'ms', aim: '<= 5' },
  longestLargestHoldMs: { what: 'hold of the event loop, 10,000 ids: longest', unit: 'ms' },
  idleMs: { what: 'idle cleanup run', unit: 'ms', aim: '<= 0.3' },
  sliceMs: { what: 'expiry of 65,000: longest slice', unit: 'ms', aim: '<= 3' },
  expiryMs: { what: 'expiry of 65,000: all slices', unit: 'ms' },
};

/** Medians of the rounds; where the peer has a figure, compared with it. */
export function summarize(rows: readonly SubscriptionRow[]): Row[] {
  return (Object.keys(TITLES) as (keyof SubscriptionFigures)[]).map((figure) => {
    const measured = rows.filter((row) => row[figure] !== undefined);
    const valueOf = (row: SubscriptionRow): number => row[figure] ?? Number.NaN;
    const value = median(measured.filter(({ system }) => system === OURS).map(valueOf));
    const peer = measured.find(({ system }) => system !== OURS)?.system;
    return { ...TITLES[figure], value, ...(peer !== undefined && { peer, ratio: medianRatio(measured, peer, valueOf) }) };
  });
}
