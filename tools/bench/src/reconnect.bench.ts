import type { Bench, Row } from './bench.ts';
import { keepRawRows } from './fanout/raw-rows.ts';
import { loadAverage, ROUNDS, type RoundRow } from './fanout/rounds.ts';
import { OURS } from './fanout/summary.ts';
import { getDescriptorLimit, median } from './measure.ts';
import { measureReturns, type Return } from './reconnect/herd.ts';

/** `BENCH_CONSOLES`: fewer, while trying things. */
const CONSOLES = Number(process.env['BENCH_CONSOLES'] ?? 1000);
const ITEMS_EACH = 500;
/** So many share each of them. */
const FAN_OUT = 25;
const SIZE = { watchers: CONSOLES, contacts: (CONSOLES * ITEMS_EACH) / FAN_OUT, fanOut: FAN_OUT };
/** A console has a connection for pushes and one for requests; old ones may linger for a moment. */
const DESCRIPTORS = CONSOLES * 4 + 200;

type ReturnRow = RoundRow & Return;

const CASES = {
  restart: { name: 'server killed and started again', aim: '<= 3' },
  sockets: { name: 'connections lost, server kept running', aim: '<= 3' },
} as const;

function summarize(rows: readonly ReturnRow[]): Row[] {
  return (['restart', 'sockets'] as const).flatMap((key): Row[] => {
    const { name, aim } = CASES[key];
    const of = (valueOf: (row: Return) => number): number => median(rows.filter((row) => row.case === key).map(valueOf));
    return [
      { what: `${name}: every lamp right`, value: of(({ seconds }) => seconds), unit: 's', aim },
      { what: `${name}: half of the lamps right`, value: of(({ halfSeconds }) => halfSeconds), unit: 's' },
      { what: `${name}: CPU of the server`, value: of(({ serverCpuSeconds }) => serverCpuSeconds), unit: 'CPU-s' },
      { what: `${name}: longest hold of the event loop`, value: of(({ longestHoldMs }) => longestHoldMs), unit: 'ms' },
      {
        what: `${name}: observations at the source an identifier`,
        value: of(({ observations, uniqueIdentifiers }) => observations / uniqueIdentifiers),
        unit: '',
        aim: '1',
      },
    ];
  });
}

async function run(): Promise<Row[]> {
  if (getDescriptorLimit() < DESCRIPTORS) {
    console.error(
      `reconnect is left out: ${String(DESCRIPTORS)} open files are needed (ulimit -n), ${String(getDescriptorLimit())} allowed`,
    );
    return [];
  }
  const rows: ReturnRow[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const around = { system: OURS, round, loadAverage: loadAverage() };
    for (const one of await measureReturns(SIZE)) rows.push({ ...around, ...one });
  }
  keepRawRows('reconnect', rows);
  return summarize(rows);
}

export default {
  name: 'reconnect',
  title: '1,000 consoles of 500 contacts each out of 20,000 come back at once, all lamps in another state than before',
  run,
} satisfies Bench;
