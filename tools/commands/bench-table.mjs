/** @typedef {{ what: string, value: number, unit: string, aim?: string, peer?: string, ratio?: number }} BenchRow */
/** @typedef {{ name: string, title: string, rows: BenchRow[] }} BenchResult */

const HEAD = ['bench', 'what', 'value', 'unit', 'aim', 'peer', 'x peer'];
const RIGHT_ALIGNED = [HEAD.indexOf('value'), HEAD.indexOf('x peer')];

/**
 * All results as one table that also reads as Markdown, with what each benchmark measured above it.
 *
 * @param {BenchResult[]} results
 */
export function formatResults(results) {
  const titles = results.map(({ name, title }) => `${name}: ${title}`);
  return [...titles, '', formatTable(results.flatMap(({ name, rows }) => rows.map((row) => cellsOf(name, row))))].join('\n');
}

/** @param {string} name @param {BenchRow} row */
const cellsOf = (name, { what, value, unit, aim = '', peer = '', ratio }) => [
  name,
  what,
  formatValue(value),
  unit,
  aim,
  peer,
  ratio === undefined ? '' : formatValue(ratio),
];

/** @param {string[][]} cells */
function formatTable(cells) {
  const widths = HEAD.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const isRight = (/** @type {number} */ column) => RIGHT_ALIGNED.includes(column);
  const pad = (/** @type {string} */ text, /** @type {number} */ column) =>
    isRight(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  const rule = widths.map((width, column) => (isRight(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [HEAD, rule, ...cells].map((line) => `| ${line.map(pad).join(' | ')} |`).join('\n');
}

/** Three significant digits, but never fewer than the whole number has. @param {number} value */
export function formatValue(value) {
  return value.toLocaleString('en', Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
