import { formatValue } from './bench-table.mjs';

/** @typedef {{ system: string, round: number, load: string, deliveries: number, missing: number, cpuSeconds: number, clientCpuSeconds: number, seconds: number, bytes: number, reads: number, p50Us: number, p99Us: number, loadAverage: number }} FanoutRow */
/** @typedef {{ node: string, cpu: string, cores: number, rows: FanoutRow[] }} FanoutResult */

export const OURS = 'lampfield';
export const LOADS = /** @type {const} */ ({ sat: 'Saturated', paced: 'Paced', burst: 'Bursts of 50' });
const HEAD = ['system', 'deliveries per CPU-second', 'lowest to highest', 'ours is', 'in the rounds', 'p50', 'p99', 'missing'];

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** @param {FanoutRow} row */
const efficiency = ({ deliveries, cpuSeconds }) => deliveries / cpuSeconds;

/**
 * What one load showed of each system, the most efficient first; ratios are those of the same round.
 *
 * @param {FanoutRow[]} rows @param {string} load
 */
export function compareSystems(rows, load) {
  const of = (/** @type {string} */ system) => rows.filter((row) => row.system === system && row.load === load);
  const ours = of(OURS);
  const systems = [...new Set(rows.map(({ system }) => system))].map((system) => {
    const own = of(system);
    const values = own.map(efficiency);
    const ratios = own.flatMap((row) => {
      const other = ours.find(({ round }) => round === row.round);
      return other === undefined ? [] : efficiency(other) / efficiency(row);
    });
    return {
      system,
      value: median(values),
      range: [Math.min(...values), Math.max(...values)],
      ratio: median(ratios),
      ratios: [Math.min(...ratios), Math.max(...ratios)],
      p50Ms: median(own.map(({ p50Us }) => p50Us)) / 1000,
      p99Ms: median(own.map(({ p99Us }) => p99Us)) / 1000,
      missing: own.reduce((sum, row) => sum + row.missing, 0),
    };
  });
  return systems.toSorted((one, other) => other.value - one.value);
}

/** @param {FanoutRow[]} rows @param {string} load */
function tableOf(rows, load) {
  const span = (/** @type {number[]} */ values) => values.map(formatValue).join(' to ');
  const lines = compareSystems(rows, load).map((one) => [
    one.system,
    formatValue(Math.round(one.value)),
    span(one.range),
    one.system === OURS ? '' : `${formatValue(one.ratio)} x`,
    one.system === OURS ? '' : span(one.ratios),
    `${formatValue(one.p50Ms)} ms`,
    `${formatValue(one.p99Ms)} ms`,
    String(one.missing),
  ]);
  return [HEAD, HEAD.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** @param {FanoutResult} result */
export function fanoutSection({ node, cpu, cores, rows }) {
  const rounds = new Set(rows.map(({ round }) => round)).size;
  const loads = rows.map(({ loadAverage }) => loadAverage);
  const client = Math.max(...rows.map(({ clientCpuSeconds, seconds }) => clientCpuSeconds / seconds));
  return [
    `${rounds} rounds on ${cores} cores (${cpu}), Node ${node}; load average of the machine ${formatValue(Math.min(...loads))} to ${formatValue(Math.max(...loads))}, other programs included; the load generator took at most ${formatValue(client * 100)} % of a core.`,
    ...Object.entries(LOADS).flatMap(([load, title]) => [`### ${title}`, tableOf(rows, load)]),
  ].join('\n\n');
}

/** @param {string} text @param {string} name @param {string} content */
export function replaceGenerated(text, name, content) {
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no place for ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}
