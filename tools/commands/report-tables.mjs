import { formatValue } from './bench-table.mjs';

/** @typedef {{ system: string, round: number, loadAverage: number }} ReportRow what every row of every bench says */
/**
 * @template {ReportRow} Row
 * @typedef {{ node: string, cpu: string, cores: number, rows: Row[] }} Result
 */

export const OURS = 'lampfield';

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** @template T @param {T[]} values */
export const distinct = (values) => [...new Set(values)];

/** @param {number[]} values */
export const spread = (values) => [Math.min(...values), Math.max(...values)];

/** @param {number[]} values lowest and highest */
export const formatSpread = (values) => values.map(formatValue).join(' to ');

/** @param {string[]} head @param {string[][]} lines */
export function markdownTable(head, lines) {
  return [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/**
 * One figure of each system; ratios are ours divided by theirs in the same round, in which there is one row of each.
 *
 * @template {ReportRow} Row
 * @param {Row[]} rows
 * @param {(row: Row) => number} valueOf
 */
export function compareBy(rows, valueOf) {
  const ours = rows.filter(({ system }) => system === OURS);
  return distinct(rows.map(({ system }) => system)).map((system) => {
    const own = rows.filter((row) => row.system === system);
    const ratios = own.flatMap((row) => {
      const other = ours.find(({ round }) => round === row.round);
      return other === undefined ? [] : valueOf(other) / valueOf(row);
    });
    const values = own.map(valueOf);
    return { system, rows: own, value: median(values), range: spread(values), ratio: median(ratios), ratios: spread(ratios) };
  });
}

/** Ours is not compared with itself. @param {{ system: string, ratio: number }} one */
export const formatRatio = ({ system, ratio }) => (system === OURS ? '' : `${formatValue(ratio)} x`);

/** @param {Result<ReportRow>} result */
export function describeMachine({ node, cpu, cores, rows }) {
  const rounds = distinct(rows.map(({ round }) => round)).length;
  const loads = formatSpread(spread(rows.map(({ loadAverage }) => loadAverage)));
  return `${rounds} ${rounds === 1 ? 'round' : 'rounds'} on ${cores} cores (${cpu}), Node ${node}; load average of the machine ${loads}, other programs included`;
}

/** @param {string} text @param {string} name @param {string} content */
export function replaceGenerated(text, name, content) {
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no place for ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}
