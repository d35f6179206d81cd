import { formatValue } from './bench-table.mjs';
import { compareBy, describeMachine, formatRatio, formatSpread, markdownTable, median, OURS } from './report-tables.mjs';

/** @typedef {import('./report-tables.mjs').ReportRow & { load: string, deliveries: number, missing: number, cpuSeconds: number, clientCpuSeconds: number, seconds: number, p50Us: number, p99Us: number }} FanoutRow */

export const LOADS = /** @type {const} */ ({ sat: 'Saturated', paced: 'Paced', burst: 'Bursts of 50' });
const HEAD = ['system', 'deliveries per CPU-second', 'lowest to highest', 'ours is', 'in the rounds', 'p50', 'p99', 'missing'];

/**
 * What one load showed of each system, the most efficient first.
 *
 * @param {FanoutRow[]} rows @param {string} load
 */
export function compareSystems(rows, load) {
  const under = rows.filter((row) => row.load === load);
  return compareBy(under, ({ deliveries, cpuSeconds }) => deliveries / cpuSeconds)
    .map((one) => ({
      ...one,
      p50Ms: median(one.rows.map(({ p50Us }) => p50Us)) / 1000,
      p99Ms: median(one.rows.map(({ p99Us }) => p99Us)) / 1000,
      missing: one.rows.reduce((sum, row) => sum + row.missing, 0),
    }))
    .toSorted((one, other) => other.value - one.value);
}

/** @param {FanoutRow[]} rows @param {string} load */
function tableOf(rows, load) {
  const lines = compareSystems(rows, load).map((one) => [
    one.system,
    formatValue(one.value),
    formatSpread(one.range),
    formatRatio(one),
    one.system === OURS ? '' : formatSpread(one.ratios),
    `${formatValue(one.p50Ms)} ms`,
    `${formatValue(one.p99Ms)} ms`,
    String(one.missing),
  ]);
  return markdownTable(HEAD, lines);
}

/** @param {import('./report-tables.mjs').Result<FanoutRow>} result */
export function fanoutSection(result) {
  const client = Math.max(...result.rows.map(({ clientCpuSeconds, seconds }) => clientCpuSeconds / seconds));
  return [
    `${describeMachine(result)}; the load generator took at most ${formatValue(client * 100)} % of a core.`,
    ...Object.entries(LOADS).flatMap(([load, title]) => [`### ${title}`, tableOf(result.rows, load)]),
  ].join('\n\n');
}

/** @param {FanoutRow[]} rows */
export function fanoutBars(rows) {
  return Object.entries(LOADS).map(([load, title]) => ({
    title,
    bars: compareSystems(rows, load).map(({ system, value }) => ({ name: system, value, isOurs: system === OURS })),
  }));
}
