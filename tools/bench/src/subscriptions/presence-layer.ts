import { systemClock } from '@lampfield/server';
import { newTally, PresenceService, RightToSee, SubscriptionCache, VersionCounter } from '@lampfield/server/presence';
import { ScannedMap } from '../peers/scanned-map.ts';
import { SILENT } from '../silent.ts';

/** Of each watcher. */
export const IDS_PER_WATCHER = 1000;
/** A user with as many ids as a request may carry; the SDK never sends so many. */
export const WALLBOARD = { username: 'wallboard', ids: 10_000 } as const;
/** How long a subscription lives that nobody keeps alive; milliseconds. */
export const T_MS = 600_000;

/** The names of the watchers of so many subscriptions. */
export function watchersOf(subscriptions: number): string[] {
  return Array.from({ length: subscriptions / IDS_PER_WATCHER }, (_, index) => `attendant${String(index)}`);
}

/** What a watcher watches, and nobody else. Made anew each time: a key that came out of a request is another string than the one in the cache. */
export function idsOf(watcher: number): string[] {
  return Array.from(
    { length: IDS_PER_WATCHER },
    (_, index) => `36${String(1_000_000_000 + watcher * IDS_PER_WATCHER + index)}_JTAPI`,
  );
}

/** A server's presence layer without sources, on a clock that the bench moves; each subscription has one watcher, and no activity. */
export function buildPresenceLayer(subscriptions: number) {
  let offsetMs = 0;
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + offsetMs };
  const cache = new SubscriptionCache({ subscriptionTimeMs: T_MS, idsPerUser: WALLBOARD.ids });
  let mark: { epoch: string; highWater: number } | undefined;
  const store = { load: () => mark, save: (next: { epoch: string; highWater: number }) => (mark = next) };
  const service = new PresenceService({
    cache,
    sources: [],
    rights: new RightToSee({ directories: [], clock, log: SILENT }),
    versions: new VersionCounter({ store, wallMs: clock.wallMs(), newEpoch: () => 'bench', log: SILENT }),
    canonicalize: (_type, raw) => raw,
    times: { presenceSubscriptionTime: T_MS / 1000, presenceGcPeriod: 30 },
    clock,
    log: SILENT,
    tally: newTally(),
  });
  watchersOf(subscriptions).forEach((username, index) => {
    fill(cache, idsOf(index), { username, nowMs: clock.monotonicMs() });
  });
  return { cache, service, clock, skip: (ms: number) => (offsetMs += ms) };
}

/** As a search does at that time, but without the memory of the rights, which has a bound of its own. */
export function fill(
  cache: SubscriptionCache,
  ids: readonly string[],
  { username, nowMs }: { readonly username: string; readonly nowMs: number },
): void {
  const stamp = { nowMs, version: () => 1, wallMs: 1 };
  for (const id of ids) {
    cache.watch(id, username, stamp);
    cache.apply(id, { state: 'AVAILABLE', since: null, raw: 'IN_SERVICE' }, stamp);
  }
}

/** The same subscriptions in a plain Map. */
export function buildPeer(subscriptions: number): ScannedMap {
  const peer = new ScannedMap();
  watchersOf(subscriptions).forEach((username, index) => {
    for (const id of idsOf(index)) peer.add(id, username, systemClock.monotonicMs());
  });
  return peer;
}
