import { decodeBulkUpdateRequest, type BulkUpdateRequest } from '@lampfield/protocol';
import { systemClock } from '@lampfield/server';
import { REMOVALS_PER_SLICE, type PresenceService } from '@lampfield/server/presence';
import type { Bench, Row } from './bench.ts';
import { keepRawRows } from './fanout/raw-rows.ts';
import { loadAverage, ROUNDS } from './fanout/rounds.ts';
import { OURS } from './fanout/summary.ts';
import { cpuMs, longestHoldMs, longestMs, median, undisturbedMs } from './measure.ts';
import type { ScannedMap } from './peers/scanned-map.ts';
import { summarize, type SubscriptionFigures, type SubscriptionRow } from './subscriptions/figures.ts';
import {
  buildPeer,
  buildPresenceLayer,
  fill,
  IDS_PER_WATCHER,
  idsOf,
  T_MS,
  WALLBOARD,
  watchersOf,
} from './subscriptions/presence-layer.ts';
import { RenewalsOverHttp } from './subscriptions/renewals-over-http.ts';

const SUBSCRIPTIONS = 1_000_000;
const EXPIRING = 65_000;
/** Requests of a round: whose hold of the event loop is measured, and whose CPU. */
const HOLDS = 10;
const REQUESTS = 100;

const watchers = watchersOf(SUBSCRIPTIONS);

/** A keep-alive as it is sent. */
function bodyOf(ids: readonly string[]): string {
  return JSON.stringify({ items: ids.map((id) => ({ id, version: 1 })) });
}

/** The watchers of a round's requests, and the requests. */
function requestsOf(round: number) {
  return Array.from({ length: REQUESTS }, (_, index) => {
    const watcher = (round * REQUESTS + index) % watchers.length;
    return { username: watchers[watcher] ?? '', body: bodyOf(idsOf(watcher)) };
  });
}

/** A keep-alive for ids that are all held, as the server meets it: one turn for the text of the request, and one for that of the answer. */
async function renewOnce(service: PresenceService, username: string, body: string): Promise<void> {
  const decoded = decodeBulkUpdateRequest(JSON.parse(body));
  const { items } = decoded.ok ? decoded.value : ({ items: [] } satisfies BulkUpdateRequest);
  const answer = await service.keepAlive(username, items);
  if (answer.renewed.length !== items.length || items.length === 0) throw new Error(`${String(answer.renewed.length)} renewed`);
  JSON.stringify(answer);
}

/** How long one keep-alive of 1,000 ids, and one of 10,000, holds the event loop; the longest hold of each of many requests. */
async function measureHolds({ service, cache, clock }: ReturnType<typeof buildPresenceLayer>, round: number) {
  const allOf = (watcher: number): string[] =>
    Array.from({ length: WALLBOARD.ids / IDS_PER_WATCHER }, (_, index) => idsOf(watcher + index)).flat();
  fill(cache, allOf(0), { username: WALLBOARD.username, nowMs: clock.monotonicMs() });
  const holds = { usual: [] as number[], largest: [] as number[] };
  for (let index = round * HOLDS; index < (round + 1) * HOLDS; index += 1) {
    const watcher = (index * 37) % watchers.length;
    const bodies = { usual: bodyOf(idsOf(watcher)), largest: bodyOf(allOf(0)) };
    holds.usual.push(await longestHoldMs(() => renewOnce(service, watchers[watcher] ?? '', bodies.usual)));
    holds.largest.push(await longestHoldMs(() => renewOnce(service, WALLBOARD.username, bodies.largest)));
  }
  cache.releaseUser(WALLBOARD.username);
  return {
    usualHoldMs: median(holds.usual),
    longestUsualHoldMs: longestMs(holds.usual),
    largestHoldMs: median(holds.largest),
    longestLargestHoldMs: longestMs(holds.largest),
  };
}

/** CPU of keep-alives from the text of the request to the text of the answer, in renewals per CPU-second. */
async function renewalsPerSecond(service: PresenceService, round: number): Promise<number> {
  const requests = requestsOf(round);
  const before = cpuMs();
  for (const { username, body } of requests) await renewOnce(service, username, body);
  return (REQUESTS * IDS_PER_WATCHER) / ((cpuMs() - before) / 1000);
}

function peerRenewalsPerSecond(peer: ScannedMap, round: number): number {
  const requests = requestsOf(round);
  const before = cpuMs();
  for (const { body } of requests) {
    const { items } = JSON.parse(body) as BulkUpdateRequest;
    JSON.stringify({ renewed: items.filter(({ id }) => peer.renew(id, systemClock.monotonicMs())).map(({ id }) => id) });
  }
  return (REQUESTS * IDS_PER_WATCHER) / ((cpuMs() - before) / 1000);
}

/** Expires 65,000 at once, everything else having been renewed; the longest slice and the whole of it. They are there again afterwards. */
async function expire({ service, cache, clock, skip }: ReturnType<typeof buildPresenceLayer>) {
  const expiring = EXPIRING / IDS_PER_WATCHER;
  const before = cache.subscriptionCount;
  skip(T_MS - 1000);
  for (const [watcher, username] of [...watchers.entries()].slice(expiring)) {
    await service.keepAlive(
      username,
      idsOf(watcher).map((id) => ({ id })),
    );
  }
  skip(2000);
  const slices: number[] = [];
  for (let isDone = false; !isDone;) {
    const beforeMs = undisturbedMs();
    const slice = cache.removeExpired(clock.monotonicMs(), REMOVALS_PER_SLICE);
    slice.removedIds.forEach((id) => {
      service.onRemoved(id);
    });
    slices.push(undisturbedMs() - beforeMs);
    isDone = slice.isDone;
  }
  if (before - cache.subscriptionCount !== EXPIRING) throw new Error(`${String(before - cache.subscriptionCount)} expired`);
  for (const [watcher, username] of watchers.slice(0, expiring).entries()) {
    fill(cache, idsOf(watcher), { username, nowMs: clock.monotonicMs() });
  }
  return { sliceMs: longestMs(slices), expiryMs: slices.reduce((sum, ms) => sum + ms, 0) };
}

function elapsedMs(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** Interleaved, so that whatever else the machine does meets both. */
async function measureRound(round: number, systems: Systems): Promise<SubscriptionRow[]> {
  const { server, http, peer } = systems;
  const around = { round, loadAverage: loadAverage() };
  const own: SubscriptionFigures = {
    renewals: await renewalsPerSecond(server.service, round),
    httpRenewals: await http.measure(round),
    idleMs: elapsedMs(() => server.cache.removeExpired(server.clock.monotonicMs(), REMOVALS_PER_SLICE)),
    ...(await measureHolds(server, round)),
    ...(await expire(server)),
  };
  const others = {
    renewals: peerRenewalsPerSecond(peer, round),
    idleMs: elapsedMs(() => peer.removeExpired(systemClock.monotonicMs(), T_MS)),
  };
  return [
    { system: OURS, ...around, ...own },
    { system: 'plain Map, scanned', ...around, ...others },
  ];
}

interface Systems {
  readonly server: ReturnType<typeof buildPresenceLayer>;
  readonly http: RenewalsOverHttp;
  readonly peer: ScannedMap;
}

async function run(): Promise<Row[]> {
  const http = await RenewalsOverHttp.start(SUBSCRIPTIONS);
  try {
    const systems = { server: buildPresenceLayer(SUBSCRIPTIONS), peer: buildPeer(SUBSCRIPTIONS), http };
    const rows: SubscriptionRow[] = [];
    // The first round is not counted: much of the code is not compiled yet.
    await measureRound(0, systems);
    for (let round = 0; round < ROUNDS; round += 1) rows.push(...(await measureRound(round, systems)));
    keepRawRows('subscriptions', rows);
    return summarize(rows);
  } finally {
    await http.stop();
  }
}

export default { name: 'subscriptions', title: '1,000,000 subscriptions, 1,000 watchers', run } satisfies Bench;
