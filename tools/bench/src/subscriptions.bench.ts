import { decodeBulkUpdateRequest, type BulkUpdateRequest } from '@lampfield/protocol';
import { systemClock } from '@lampfield/server';
import { REMOVALS_PER_SLICE, type PresenceService } from '@lampfield/server/presence';
import type { Bench, Row } from './bench.ts';
import { cpuMs, longestHoldMs, longestMs, median, undisturbedMs } from './measure.ts';
import type { ScannedMap } from './peers/scanned-map.ts';
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

const SUBSCRIPTIONS = 1_000_000;
const EXPIRING = 65_000;
/** Requests whose hold of the event loop is measured. */
const HOLDS = 40;
const ROUNDS = 5;

const watchers = watchersOf(SUBSCRIPTIONS);

/** A keep-alive as it is sent. */
function bodyOf(ids: readonly string[]): string {
  return JSON.stringify({ items: ids.map((id) => ({ id, version: 1 })) });
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
async function measureHolds({ service, cache }: ReturnType<typeof buildPresenceLayer>) {
  const allOf = (watcher: number): string[] =>
    Array.from({ length: WALLBOARD.ids / IDS_PER_WATCHER }, (_, index) => idsOf(watcher + index)).flat();
  fill(cache, WALLBOARD.username, allOf(0));
  const holds = { usual: [] as number[], largest: [] as number[] };
  for (let round = 0; round < HOLDS; round += 1) {
    const watcher = (round * 37) % watchers.length;
    const bodies = { usual: bodyOf(idsOf(watcher)), largest: bodyOf(allOf(0)) };
    holds.usual.push(await longestHoldMs(() => renewOnce(service, watchers[watcher] ?? '', bodies.usual)));
    holds.largest.push(await longestHoldMs(() => renewOnce(service, WALLBOARD.username, bodies.largest)));
  }
  return holds;
}

/** CPU of keep-alives from the text of the request to the text of the answer, in renewals per CPU-second. */
async function renewalsPerSecond(service: PresenceService, round: number): Promise<number> {
  const requests = Array.from({ length: 100 }, (_, index) => (round * 100 + index) % watchers.length);
  const bodies = requests.map((watcher) => bodyOf(idsOf(watcher)));
  const before = cpuMs();
  let renewed = 0;
  for (const [index, body] of bodies.entries()) {
    const decoded = decodeBulkUpdateRequest(JSON.parse(body));
    const { items } = decoded.ok ? decoded.value : ({ items: [] } satisfies BulkUpdateRequest);
    const answer = await service.keepAlive(watchers[requests[index] ?? 0] ?? '', items);
    renewed += answer.renewed.length;
    JSON.stringify(answer);
  }
  if (renewed !== requests.length * IDS_PER_WATCHER) throw new Error(`${String(renewed)} renewed`);
  return renewed / ((cpuMs() - before) / 1000);
}

function peerRenewalsPerSecond(peer: ScannedMap, round: number): number {
  const requests = Array.from({ length: 100 }, (_, index) => (round * 100 + index) % watchers.length);
  const bodies = requests.map((watcher) => bodyOf(idsOf(watcher)));
  const before = cpuMs();
  for (const body of bodies) {
    const { items } = JSON.parse(body) as BulkUpdateRequest;
    JSON.stringify({ renewed: items.filter(({ id }) => peer.renew(id, systemClock.monotonicMs())).map(({ id }) => id) });
  }
  return (requests.length * IDS_PER_WATCHER) / ((cpuMs() - before) / 1000);
}

/** Expires 65,000 at once, everything else having been renewed; the longest slice and the whole of it. */
async function expire(server: ReturnType<typeof buildPresenceLayer>): Promise<{ longest: number; total: number }> {
  server.skip(T_MS - 1000);
  for (let watcher = EXPIRING / IDS_PER_WATCHER; watcher < watchers.length; watcher += 1) {
    await server.service.keepAlive(
      watchers[watcher] ?? '',
      idsOf(watcher).map((id) => ({ id })),
    );
  }
  server.skip(2000);
  const slices: number[] = [];
  for (let isDone = false; !isDone;) {
    const beforeMs = undisturbedMs();
    const slice = server.cache.removeExpired(server.clock.monotonicMs(), REMOVALS_PER_SLICE);
    slice.removedIds.forEach((id) => {
      server.service.onRemoved(id);
    });
    slices.push(undisturbedMs() - beforeMs);
    isDone = slice.isDone;
  }
  const expired = SUBSCRIPTIONS - server.cache.subscriptionCount;
  if (expired !== EXPIRING) throw new Error(`${String(expired)} expired`);
  return { longest: longestMs(slices), total: slices.reduce((sum, ms) => sum + ms, 0) };
}

function elapsedMs(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** Interleaved, so that whatever else the machine does meets both. */
async function runRounds(server: ReturnType<typeof buildPresenceLayer>, peer: ScannedMap) {
  const rounds = { renewals: [] as number[], peerRenewals: [] as number[], idleMs: [] as number[], peerIdleMs: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.renewals.push(await renewalsPerSecond(server.service, round));
    rounds.peerRenewals.push(peerRenewalsPerSecond(peer, round));
    rounds.idleMs.push(elapsedMs(() => server.cache.removeExpired(server.clock.monotonicMs(), REMOVALS_PER_SLICE)));
    rounds.peerIdleMs.push(elapsedMs(() => peer.removeExpired(systemClock.monotonicMs(), T_MS)));
  }
  return rounds;
}

async function run(): Promise<Row[]> {
  const server = buildPresenceLayer(SUBSCRIPTIONS);
  const { renewals, peerRenewals, idleMs, peerIdleMs } = await runRounds(server, buildPeer(SUBSCRIPTIONS));
  const holds = await measureHolds(server);
  const { longest, total } = await expire(server);
  const peer = 'plain Map, scanned';
  const against = (value: number, peerValue: number) => ({ value, peer, ratio: value / peerValue });
  return [
    {
      what: 'renewals, 1,000 ids a request',
      ...against(median(renewals), median(peerRenewals)),
      unit: '/CPU-s',
      aim: '>= 800,000',
    },
    { what: 'hold of the event loop, 1,000 ids: median', value: median(holds.usual), unit: 'ms', aim: '<= 2' },
    { what: 'hold of the event loop, 1,000 ids: longest', value: longestMs(holds.usual), unit: 'ms' },
    { what: 'hold of the event loop, 10,000 ids: median', value: median(holds.largest), unit: 'ms', aim: '<= 5' },
    { what: 'hold of the event loop, 10,000 ids: longest', value: longestMs(holds.largest), unit: 'ms' },
    { what: 'idle cleanup run', ...against(median(idleMs), median(peerIdleMs)), unit: 'ms', aim: '< 1' },
    { what: 'expiry of 65,000: longest slice', value: longest, unit: 'ms', aim: '<= 3' },
    { what: 'expiry of 65,000: all slices', value: total, unit: 'ms' },
  ];
}

export default { name: 'subscriptions', title: '1,000,000 subscriptions, 1,000 watchers, one process', run } satisfies Bench;
