import { formatValue } from './bench-table.mjs';
import { compareBy, describeMachine, distinct, formatRatio, formatSpread, markdownTable, spread } from './report-tables.mjs';

/** @typedef {import('./report-tables.mjs').ReportRow & { what: string, count: number, contactsEach?: number, heapBytes: number, rssBytes?: number }} MemoryRow */
/** @typedef {import('./report-tables.mjs').ReportRow & { heapBytes: number, rssBytes: number }} Slope */

/**
 * What one more takes, in each round, of each system: between few and many, so that the constant part drops out.
 *
 * @param {MemoryRow[]} rows
 * @returns {Slope[]}
 */
export function slopesOf(rows) {
  return rows.flatMap((many) => {
    const few = rows.find(({ system, round, count }) => system === many.system && round === many.round && count < many.count);
    if (few === undefined) return [];
    const between = (/** @type {number} */ less, /** @type {number} */ more) => (more - less) / (many.count - few.count);
    const { system, round, loadAverage } = many;
    const rssBytes = between(few.rssBytes ?? Number.NaN, many.rssBytes ?? Number.NaN);
    return [{ system, round, loadAverage, heapBytes: between(few.heapBytes, many.heapBytes), rssBytes }];
  });
}

/** @param {MemoryRow[]} rows */
function watcherTable(rows) {
  const head = ['watcher of', 'system', 'heap', 'lowest to highest', 'ours is', 'resident', 'lowest to highest'];
  const inKilobytes = (/** @type {number[]} */ bytes) => bytes.map((value) => value / 1000);
  const lines = distinct(rows.map(({ contactsEach = 0 }) => contactsEach)).flatMap((contacts) => {
    const slopes = slopesOf(rows.filter(({ contactsEach }) => contactsEach === contacts));
    const resident = compareBy(slopes, ({ rssBytes }) => rssBytes);
    return compareBy(slopes, ({ heapBytes }) => heapBytes).map((heap, index) => {
      const { value = Number.NaN, range = [] } = resident[index] ?? {};
      const cells = [contacts === 0 ? 'nobody' : `${contacts} contacts`, heap.system, `${formatValue(heap.value / 1000)} KB`];
      return [
        ...cells,
        formatSpread(inKilobytes(heap.range)),
        formatRatio(heap),
        `${formatValue(value / 1000)} KB`,
        formatSpread(inKilobytes(range)),
      ];
    });
  });
  return markdownTable(head, lines);
}

/** @param {MemoryRow[]} rows */
function subscriptionTable(rows) {
  const lines = compareBy(slopesOf(rows), ({ heapBytes }) => heapBytes).map((one) => [
    one.system,
    `${formatValue(one.value)} B`,
    formatSpread(one.range),
    formatRatio(one),
  ]);
  return markdownTable(['system', 'heap', 'lowest to highest', 'ours is'], lines);
}

/** @param {MemoryRow[]} rows */
const sizes = (rows) => formatSpread(spread(rows.map(({ count }) => count)));

/** @param {import('./report-tables.mjs').Result<MemoryRow>} result */
export function memorySection(result) {
  const of = (/** @type {string} */ wanted) => result.rows.filter(({ what }) => what === wanted);
  const [watchers, subscriptions] = [of('watchers'), of('subscriptions')];
  return [
    `${describeMachine(result)}.`,
    `### One more watcher, ${sizes(watchers)}`,
    watcherTable(watchers),
    `### One more subscription, ${sizes(subscriptions)}`,
    subscriptionTable(subscriptions),
  ].join('\n\n');
}
