import { formatValue } from './bench-table.mjs';
import {
  compareBy,
  describeMachine,
  distinct,
  formatRatio,
  formatSpread,
  markdownTable,
  median,
  OURS,
} from './report-tables.mjs';

/** @typedef {import('./report-tables.mjs').ReportRow & { curve: string, subscriptions: number, fanOut: number, deliveries: number, cpuSeconds: number, missing: number, rssBytes: number }} GrowthRow */

const CURVES = { subscriptions: 'As subscriptions grow', 'fan-out': 'As fan-out grows' };
const HEAD = [
  'subscriptions',
  'fan-out',
  'system',
  'CPU a delivery',
  'lowest to highest',
  'ours is',
  'missing',
  'resident memory',
];

/** What each point of a curve costs each system; microseconds of CPU a delivery. @param {GrowthRow[]} rows @param {string} curve */
export function pointsOf(rows, curve) {
  const on = rows.filter((row) => row.curve === curve);
  return distinct(on.map(({ subscriptions }) => subscriptions)).map((subscriptions) => {
    const at = on.filter((row) => row.subscriptions === subscriptions);
    const systems = compareBy(at, ({ cpuSeconds, deliveries }) => (cpuSeconds * 1e6) / deliveries);
    return { subscriptions, fanOut: at[0]?.fanOut ?? 0, systems };
  });
}

/** @param {GrowthRow[]} rows @param {string} curve */
function tableOf(rows, curve) {
  const lines = pointsOf(rows, curve).flatMap(({ subscriptions, fanOut, systems }) =>
    systems.map((one) => [
      formatValue(subscriptions),
      String(fanOut),
      one.system,
      `${formatValue(one.value)} us`,
      formatSpread(one.range),
      formatRatio(one),
      formatValue(one.rows.reduce((sum, { missing }) => sum + missing, 0)),
      `${formatValue(median(one.rows.map(({ rssBytes }) => rssBytes)) / 1e6)} MB`,
    ]),
  );
  return markdownTable(HEAD, lines);
}

/** @param {import('./report-tables.mjs').Result<GrowthRow>} result */
export function growthSection(result) {
  return [
    `${describeMachine(result)}.`,
    ...Object.entries(CURVES).flatMap(([curve, title]) => [`### ${title}`, tableOf(result.rows, curve)]),
  ].join('\n\n');
}

/** @param {GrowthRow[]} rows */
export function growthBars(rows) {
  return Object.entries(CURVES).map(([curve, title]) => ({
    title: `${title}: microseconds of CPU a delivery`,
    bars: pointsOf(rows, curve).flatMap(({ subscriptions, fanOut, systems }) =>
      systems.map(({ system, value }) => {
        const isOurs = system === OURS;
        return { name: isOurs ? formatValue(curve === 'fan-out' ? fanOut : subscriptions) : system, value, isOurs };
      }),
    ),
  }));
}
