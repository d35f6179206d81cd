import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { EjabberdReplica, SessionTable, type ReplicaMode } from '@lampfield/ejabberd-replica';
import { systemChance, systemClock } from '@lampfield/server';
import { clearInventedSessions, inventSessions, startEjabberd, waitUntil, type EjabberdServer } from '@lampfield/test-servers';
import type { Bench, Row } from './bench.ts';
import { heapBytes, median } from './measure.ts';
import { SILENT } from './silent.ts';

const SIZES = [10_000, 100_000, 1_000_000];
/** Where the cost of a login and the time until it is seen are measured: with as many sessions there already. */
const WORK_SIZE = 10_000;
const ROUNDS = 5;
const LOGINS_A_ROUND = 3000;
const LATENCY_ROWS = 2000;
const RATE_ROWS = 200_000;
const READY_TIMEOUT_MS = 180_000;
const ROW_INFO = '[{ip, {{127,0,0,1}, 50000}}, {conn, c2s}, {auth_module, ejabberd_auth_mnesia}]';

/** A replica with its table, and what of its events is counted. */
class Follower {
  readonly table = new SessionTable();
  /** Told since it was ready; sums of puts and removals. */
  changeCount = 0;
  /** From the moment in a user's name to now; milliseconds. */
  readonly latenciesMs: number[] = [];
  readonly #replica: EjabberdReplica;

  constructor(server: EjabberdServer, mode: ReplicaMode) {
    const { nodeName, epmdPort, cookieFile } = server;
    const options = { node: nodeName, epmdPort, cookieFile, mode, ownNode: 'lampfield-bench@127.0.0.1' };
    this.#replica = new EjabberdReplica(
      options,
      { clock: systemClock, chance: systemChance, log: SILENT },
      {
        onReset: () => {
          this.table.reset();
        },
        onReady: () => {
          this.table.markReady();
        },
        onPut: (row) => {
          this.changeCount += this.table.isReady ? 1 : 0;
          this.table.put(row, systemClock.wallMs());
          const sentUs = /^at(\d+)$/.exec(row.user)?.[1];
          if (sentUs !== undefined) this.latenciesMs.push(performance.timeOrigin + performance.now() - Number(sentUs) / 1000);
        },
        onRemove: (key) => {
          this.changeCount += this.table.isReady ? 1 : 0;
          this.table.remove(key, systemClock.wallMs());
        },
        onTrouble: () => undefined,
      },
    );
  }

  /** Settles when everything is known. Returns how long that took; milliseconds. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    this.#replica.start();
    await waitUntil(() => this.table.isReady, { timeoutMs: READY_TIMEOUT_MS, what: 'the replica to be ready' });
    return performance.now() - startedAt;
  }

  stop(): Promise<void> {
    return this.#replica.stop();
  }

  /** Memory of the Erlang program; bytes. */
  async childBytes(): Promise<number> {
    const status = await readFile(`/proc/${String(this.#replica.pid)}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }
}

async function measureSize(server: EjabberdServer, size: number, mode: ReplicaMode): Promise<Row[]> {
  const before = heapBytes();
  const follower = new Follower(server, mode);
  const readyMs = await follower.start();
  const bytes = (heapBytes() - before) / follower.table.sessionCount;
  if (follower.table.userCount !== size) throw new Error(`${String(follower.table.userCount)} users instead of ${String(size)}`);
  const what = `${mode}, ${size.toLocaleString('en')} sessions`;
  const isLargest = size === SIZES.at(-1);
  const rows: Row[] = [
    { what: `${what}: start to ready`, value: readyMs, unit: 'ms' },
    // The same table in both modes, and the one of the mode before may not be gone yet.
    ...(mode === 'replica' ? [{ what: `${what}: table in Node, a session`, value: bytes, unit: 'B', aim: '<= 300' }] : []),
    {
      what: `${what}: Node process`,
      value: process.memoryUsage().rss / 1e6,
      unit: 'MB',
      ...(isLargest && { aim: '< 600' }),
    },
    { what: `${what}: Erlang program`, value: (await follower.childBytes()) / 1e6, unit: 'MB' },
  ];
  await follower.stop();
  return rows;
}

/** What ejabberd does for a login and a logout, by itself: opened, available, gone. Microseconds each. */
async function loginCostUs(server: EjabberdServer): Promise<number> {
  const printed = await server.evaluate(`
    {Us, ok} = timer:tc(fun() -> lists:foreach(fun(Number) ->
      User = {<<"login", (integer_to_binary(Number rem 100))/binary>>, <<"${server.domain}">>},
      {U, H} = User, Sid = {misc:unique_timestamp(), self()},
      Row = {session, Sid, {U, H, <<"desk">>}, User, undefined, ${ROW_INFO}},
      mnesia:dirty_write(session, Row), mnesia:dirty_write(session, setelement(5, Row, 0)), mnesia:dirty_delete(session, Sid)
    end, lists:seq(1, ${String(LOGINS_A_ROUND)})) end), Us`);
  return Number(printed) / LOGINS_A_ROUND;
}

/** Interleaved with and without a follower. */
async function measureLogins(server: EjabberdServer, mode: ReplicaMode): Promise<Row> {
  const rounds = { without: [] as number[], with: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.without.push(await loginCostUs(server));
    const follower = new Follower(server, mode);
    await follower.start();
    rounds.with.push(await loginCostUs(server));
    await follower.stop();
  }
  const [value, alone] = [median(rounds.with), median(rounds.without)];
  return { what: `${mode}: login and logout at ejabberd's table`, value, unit: 'us', peer: 'without us', ratio: value / alone };
}

/** Rows written one after the other as fast as the cluster takes them. */
async function measureRate(server: EjabberdServer, mode: ReplicaMode): Promise<Row> {
  const follower = new Follower(server, mode);
  await follower.start();
  const startedAt = performance.now();
  const written = server.evaluate(`
    lists:foreach(fun(Number) ->
      User = {<<"rate", (integer_to_binary(Number rem 1000))/binary>>, <<"${server.domain}">>},
      {U, H} = User, Sid = {misc:unique_timestamp(), self()},
      mnesia:dirty_write(session, {session, Sid, {U, H, <<"desk">>}, User, 0, ${ROW_INFO}}), mnesia:dirty_delete(session, Sid)
    end, lists:seq(1, ${String(RATE_ROWS / 2)}))`);
  await waitUntil(() => follower.changeCount >= RATE_ROWS, { timeoutMs: 60_000, what: 'all events to arrive' });
  const seconds = (performance.now() - startedAt) / 1000;
  await written;
  await follower.stop();
  return { what: `${mode}: changes into Node, saturated`, value: RATE_ROWS / seconds, unit: '/s', aim: '>= 50,000' };
}

/** Rows written one every two milliseconds, each with its moment in the name. */
async function measureLatency(server: EjabberdServer, mode: ReplicaMode): Promise<Row[]> {
  const follower = new Follower(server, mode);
  await follower.start();
  await server.evaluate(`
    lists:foreach(fun(_) ->
      timer:sleep(2), User = {<<"at", (integer_to_binary(os:system_time(microsecond)))/binary>>, <<"${server.domain}">>},
      {U, H} = User, Sid = {misc:unique_timestamp(), self()},
      mnesia:dirty_write(session, {session, Sid, {U, H, <<"desk">>}, User, 0, ${ROW_INFO}})
    end, lists:seq(1, ${String(LATENCY_ROWS)}))`);
  await waitUntil(() => follower.latenciesMs.length >= LATENCY_ROWS, { what: 'all rows to arrive' });
  await follower.stop();
  await clearInventedSessions(server, 'at');
  const sorted = follower.latenciesMs.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return [
    { what: `${mode}: from the table's change to ours, median`, value: at(0.5), unit: 'ms' },
    { what: `${mode}: from the table's change to ours, p99`, value: at(0.99), unit: 'ms', aim: '< 250' },
  ];
}

async function measureAll(server: EjabberdServer): Promise<Row[]> {
  const rows: Row[] = [];
  let there = 0;
  for (const size of SIZES) {
    await inventSessions(server, { count: size - there, prefix: `size${String(size)}-` });
    there = size;
    for (const mode of ['replica', 'watch'] as const) rows.push(...(await measureSize(server, size, mode)));
    if (size !== WORK_SIZE) continue;
    for (const mode of ['replica', 'watch'] as const) {
      rows.push(await measureLogins(server, mode), await measureRate(server, mode), ...(await measureLatency(server, mode)));
    }
  }
  rows.push({ what: 'load of the machine at the end (1 min)', value: loadavg()[0] ?? Number.NaN, unit: '' });
  return rows;
}

async function run(): Promise<Row[]> {
  const server = await startEjabberd({ accounts: [] });
  try {
    return await measureAll(server);
  } finally {
    await server.stop();
  }
}

export default { name: 'ejabberd', title: 'a real ejabberd with 10,000 to 1,000,000 sessions, followed', run } satisfies Bench;
