import { formatValue } from './bench-table.mjs';
import { distinct, formatSpread, markdownTable, median, spread } from './report-tables.mjs';

/** @typedef {{ fault: string, rightAfterMs: number, wrongLamps: number }} FaultRow how a fault of a soak ended */
/** @typedef {{ process: number, atSeconds: number, bytes: number }} MemoryRow */
/**
 * @typedef {{ minutes: number, consoles: number, figures: { lostRequests: number, leftToReconnection: number, retries: number, rejected: number }, faults: FaultRow[], memory: MemoryRow[] }} SoakResult
 */

const megabytes = (/** @type {number} */ bytes) => `${formatValue(bytes / 1e6)} MB`;

/** @param {SoakResult} result */
export function soakSection({ minutes, consoles, figures, faults, memory }) {
  const lines = distinct(faults.map(({ fault }) => fault)).map((name) => {
    const rows = faults.filter(({ fault }) => fault === name);
    const seconds = rows.map(({ rightAfterMs }) => rightAfterMs / 1000);
    const wrong = rows.reduce((sum, { wrongLamps }) => sum + wrongLamps, 0);
    return [name, String(rows.length), `${formatValue(median(seconds))} s`, formatSpread(spread(seconds)), String(wrong)];
  });
  const { lostRequests, leftToReconnection, retries, rejected } = figures;
  return [
    `${minutes} minutes, ${consoles} consoles: ${lostRequests} requests lost, ${retries} sent again, ${leftToReconnection} given up while the server was away (the next connection asks for all of it), ${rejected} ids refused.`,
    markdownTable(['fault', 'times', 'every lamp right after', 'lowest to highest, s', 'lamps wrong then'], lines),
    describeMemory(memory),
  ].join('\n\n');
}

/** @param {MemoryRow[]} memory */
function describeMemory(memory) {
  const ofLast = memory.filter(({ process }) => process === memory.at(-1)?.process);
  const [first, middle, last] = [ofLast[0], ofLast[ofLast.length >> 1], ofLast.at(-1)];
  if (first === undefined || middle === undefined || last === undefined) return '';
  const forMinutes = formatValue((last.atSeconds - first.atSeconds) / 60);
  const sizes = [first, middle, last].map(({ bytes }) => megabytes(bytes));
  return `Resident memory of the process that ran last, for ${forMinutes} minutes of it: ${sizes[0]} after its start, ${sizes[1]} half-way, ${sizes[2]} at the end.`;
}
