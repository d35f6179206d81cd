import type { Bench, Row } from './bench.ts';
import { keepRawRows } from './fanout/raw-rows.ts';
import { OURS } from './fanout/summary.ts';
import { median } from './measure.ts';
import { measureSubscriptions, type SubscriptionUse } from './memory/subscription-memory.ts';
import { measureWatchers, type WatcherUse } from './memory/watcher-memory.ts';
import type { RoundRow } from './fanout/rounds.ts';

type MemoryRow = RoundRow & (WatcherUse | SubscriptionUse);
type Measure = 'heapBytes' | 'rssBytes';

/** What one more takes: between few and many the constant part drops out. The median of the rounds; bytes. */
function slope(rows: readonly MemoryRow[], measure: Measure): number {
  const rounds = [...new Set(rows.map(({ round }) => round))];
  return median(
    rounds.map((round) => {
      const [few, many] = rows.filter((row) => row.round === round).toSorted((one, other) => one.count - other.count);
      return few === undefined || many === undefined
        ? Number.NaN
        : (bytesOf(many, measure) - bytesOf(few, measure)) / (many.count - few.count);
    }),
  );
}

function bytesOf(row: MemoryRow, measure: Measure): number {
  return measure in row ? (row as WatcherUse)[measure] : row.heapBytes;
}

interface Part {
  readonly what: string;
  readonly rows: readonly MemoryRow[];
  readonly measure: Measure;
  readonly aim?: string;
}

/** Ours, and that of each peer. */
function compare({ what, rows, measure, aim }: Part): Row[] {
  const of = (system: string): number =>
    slope(
      rows.filter((row) => row.system === system),
      measure,
    );
  const [scale, unit] = what.endsWith('subscription') ? [1, 'B'] : [1000, 'KB'];
  const systems = [...new Set(rows.map(({ system }) => system))];
  return systems.map((system) => {
    const row = { what, value: of(system) / scale, unit };
    return system === OURS
      ? { ...row, ...(aim !== undefined && { aim }) }
      : { ...row, peer: system, ratio: of(OURS) / of(system) };
  });
}

function summarize(rows: readonly MemoryRow[]): Row[] {
  const watchers = (contactsEach: number): MemoryRow[] =>
    rows.filter((row) => row.what === 'watchers' && row.contactsEach === contactsEach);
  const subscriptions = rows.filter(({ what }) => what === 'subscriptions');
  return [
    ...compare({ what: 'a watcher of 50 contacts: heap', rows: watchers(50), measure: 'heapBytes', aim: '<= 12' }),
    ...compare({ what: 'a watcher of 50 contacts: RSS', rows: watchers(50), measure: 'rssBytes' }),
    ...compare({ what: 'a watcher of nobody: heap', rows: watchers(0), measure: 'heapBytes' }),
    ...compare({ what: 'a subscription', rows: subscriptions, measure: 'heapBytes', aim: '<= 200' }),
  ];
}

async function run(): Promise<Row[]> {
  const rows = [...(await measureWatchers()), ...measureSubscriptions()];
  keepRawRows('memory', rows);
  return summarize(rows);
}

export default {
  name: 'memory',
  title:
    'What one more takes: a signed-in watcher with a connection, between 1,000 and 5,000; a subscription, between 100,000 and 1,000,000',
  run,
} satisfies Bench;
