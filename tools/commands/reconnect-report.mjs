import { formatValue } from './bench-table.mjs';
import { describeMachine, formatSpread, markdownTable, median, spread } from './report-tables.mjs';

/** @typedef {import('./report-tables.mjs').ReportRow & { case: string, seconds: number, halfSeconds: number, greetedSeconds: number, keptAliveSeconds: number, serverCpuSeconds: number, clientCpuSeconds: number, bootSeconds: number, longestHoldMs: number, observations: number, uniqueIdentifiers: number, items: number, retries: number }} ReturnRow */

const CASES = { restart: 'server killed, started again', sockets: 'connections lost, server kept running' };

/** @type {readonly (readonly [string, (row: ReturnRow) => number, string])[]} */
const FIGURES = [
  ['**every lamp right**', (row) => row.seconds, 's'],
  ['half of the lamps right', (row) => row.halfSeconds, 's'],
  ['last console greeted', (row) => row.greetedSeconds, 's'],
  ['last keep-alive answered', (row) => row.keptAliveSeconds, 's'],
  ['CPU of the server', (row) => row.serverCpuSeconds, 's'],
  ['CPU of the consoles', (row) => row.clientCpuSeconds, 's'],
  ['longest hold of the event loop', (row) => row.longestHoldMs, 'ms'],
  ['identifiers observed at the source', (row) => row.uniqueIdentifiers, ''],
  ['observations at the source', (row) => row.observations, ''],
  ['items delivered', (row) => row.items, ''],
  ['connections and requests begun again', (row) => row.retries, ''],
  ['from the start of the server until it listens', (row) => row.bootSeconds, 's'],
];

/** @param {import('./report-tables.mjs').Result<ReturnRow>} result */
export function reconnectSection(result) {
  const names = Object.keys(CASES);
  const lines = FIGURES.map(([what, valueOf, unit]) => {
    const cells = names.flatMap((name) => {
      const values = result.rows.filter((row) => row.case === name).map(valueOf);
      return [`${formatValue(median(values))} ${unit}`.trim(), formatSpread(spread(values))];
    });
    return [what, ...cells];
  });
  const head = ['', ...Object.values(CASES).flatMap((title) => [title, 'lowest to highest'])];
  return [`${describeMachine(result)}.`, markdownTable(head, lines)].join('\n\n');
}
