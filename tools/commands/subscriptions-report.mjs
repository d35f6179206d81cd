import { formatValue } from './bench-table.mjs';
import { compareBy, describeMachine, formatRatio, formatSpread, markdownTable } from './report-tables.mjs';

/** @typedef {'renewals' | 'httpRenewals' | 'usualHoldMs' | 'longestUsualHoldMs' | 'largestHoldMs' | 'longestLargestHoldMs' | 'idleMs' | 'sliceMs' | 'expiryMs'} Figure */
/** @typedef {import('./report-tables.mjs').ReportRow & Partial<Record<Figure, number>>} SubscriptionRow */

/** @type {readonly (readonly [string, Figure, string])[]} */
const FIGURES = [
  ['renewals over HTTP, 1,000 ids a request', 'httpRenewals', 'a CPU-second'],
  ['renewals without HTTP, 1,000 ids a request', 'renewals', 'a CPU-second'],
  ['hold of the event loop by a request of 1,000 ids, median', 'usualHoldMs', 'ms'],
  ['the longest of its round', 'longestUsualHoldMs', 'ms'],
  ['hold of the event loop by a request of 10,000 ids, median', 'largestHoldMs', 'ms'],
  ['the longest of its round', 'longestLargestHoldMs', 'ms'],
  ['cleanup that finds nothing to remove', 'idleMs', 'ms'],
  ['longest slice when 65,000 expire', 'sliceMs', 'ms'],
  ['all slices of that', 'expiryMs', 'ms'],
];

/** @param {import('./report-tables.mjs').Result<SubscriptionRow>} result */
export function subscriptionsSection(result) {
  const lines = FIGURES.flatMap(([what, figure, unit]) => {
    const measured = result.rows.filter((row) => row[figure] !== undefined);
    return compareBy(measured, (row) => row[figure] ?? Number.NaN).map((one) => [
      what,
      one.system,
      `${formatValue(one.value)} ${unit}`,
      formatSpread(one.range),
      formatRatio(one),
    ]);
  });
  return [`${describeMachine(result)}.`, markdownTable(['', 'system', 'median', 'lowest to highest', 'ours is'], lines)].join(
    '\n\n',
  );
}
