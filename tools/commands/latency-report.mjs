import { formatValue } from './bench-table.mjs';
import { compareBy, describeMachine, distinct, formatRatio, formatSpread, markdownTable } from './report-tables.mjs';

/** @typedef {import('./report-tables.mjs').ReportRow & { deliveriesPerSecond: number, seconds: number, serverWaitedMs: number, p50Us: number, p99Us: number, p999Us: number }} LatencyRow */

const HEAD = ['system', 'p50', 'ours is', 'p99', 'ours is', 'lowest to highest p99', 'p99.9', 'kept waiting for its core'];

/** @param {LatencyRow[]} rows */
function tableOf(rows) {
  const [p50, p99, p999] = [
    compareBy(rows, ({ p50Us }) => p50Us / 1000),
    compareBy(rows, ({ p99Us }) => p99Us / 1000),
    compareBy(rows, ({ p999Us }) => p999Us / 1000),
  ];
  const waited = compareBy(rows, ({ serverWaitedMs, seconds }) => serverWaitedMs / seconds / 10);
  const lines = p50.flatMap((one, index) => {
    const [high, highest, wait] = [p99[index], p999[index], waited[index]];
    if (high === undefined || highest === undefined || wait === undefined) return [];
    const spread = `${formatSpread(high.range)} ms`;
    const cells = [
      one.system,
      `${formatValue(one.value)} ms`,
      formatRatio(one),
      `${formatValue(high.value)} ms`,
      formatRatio(high),
    ];
    return [[...cells, spread, `${formatValue(highest.value)} ms`, `${formatValue(wait.value)} %`]];
  });
  return markdownTable(HEAD, lines);
}

/** @param {import('./report-tables.mjs').Result<LatencyRow>} result */
export function latencySection(result) {
  const paces = distinct(result.rows.map(({ deliveriesPerSecond }) => deliveriesPerSecond));
  return [
    `${describeMachine(result)}.`,
    ...paces.flatMap((pace) => [
      `### ${formatValue(pace)} deliveries a second`,
      tableOf(result.rows.filter(({ deliveriesPerSecond }) => deliveriesPerSecond === pace)),
    ]),
  ].join('\n\n');
}
