import type { KeepAliveItem, ParsedPresenceId, PresenceItem, SourceStateEvt } from '@lampfield/protocol';
import { CleanupJob } from '../jobs/cleanup-job.ts';
import { SubscriptionCache } from '../core/subscription-cache.ts';
import { newTally } from '../core/tally.ts';
import { VersionCounter } from '../core/version-counter.ts';
import { DirectoryUnavailableError, type Directory, type MaySearch } from '../ports/directory.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ScriptedSource } from '../testing/scripted-source.ts';
import { silentLog } from '../testing/silent-log.ts';
import { PresenceService } from './presence-service.ts';
import { RightToSee } from './right-to-see.ts';
import type { PeerSettings } from './shown-items.ts';

/** T and G of the layer; seconds. */
export const T_SECONDS = 600;
export const G_SECONDS = 30;

/** What a test wants of the layer. */
export interface LayerOptions {
  /** Default 100. */
  readonly idsPerUser?: number;
  /** Default: no limit. */
  readonly capacity?: number;
  /** Default: peers are shown as the source tells. */
  readonly privacy?: PeerSettings['privacy'];
  readonly maySearch?: MaySearch;
  /** Ids that keep-alives work off in a turn; default: as in earnest. */
  readonly idsPerTurn?: number;
}

/** How the directory is to behave, and what it was asked. */
interface LookUp {
  isDown: boolean;
  readonly asked: string[][];
}

/** A directory of the lines 2000 to 2999, named after them; down when it is told so. */
function createDirectory(lookUp: LookUp): Directory {
  return {
    id: 'test',
    name: 'Test',
    search: () => Promise.reject(new Error('not asked for here')),
    findPresentities: (ids: readonly ParsedPresenceId[]) => {
      lookUp.asked.push(ids.map(({ id }) => id));
      if (lookUp.isDown) return Promise.reject(new DirectoryUnavailableError('down'));
      const found = ids.filter(({ identifier }) => /^2\d{3}$/.test(identifier));
      return Promise.resolve(new Map(found.map(({ id, identifier }) => [id, { displayName: `Person ${identifier}` }])));
    },
    stop: () => Promise.resolve(),
  };
}

/** A presence layer on a manual clock, with one scripted phone system and a directory that contains 2000 to 2999. */
export function createPresenceLayer(options: LayerOptions = {}) {
  const clock = new ManualClock();
  const source = new ScriptedSource('JTAPI', options.capacity === undefined ? {} : { capacity: options.capacity });
  const tally = newTally();
  const cache = new SubscriptionCache({ subscriptionTimeMs: T_SECONDS * 1000, idsPerUser: options.idsPerUser ?? 100 });
  const lookUp: LookUp = { isDown: false, asked: [] };
  const directories = [createDirectory(lookUp)];
  const { privacy, idsPerTurn, maySearch = () => true } = options;
  const service = new PresenceService({
    cache,
    sources: [{ source, lingerMs: 0 }],
    rights: new RightToSee({ directories, clock, log: silentLog }),
    ...(idsPerTurn !== undefined && { idsPerTurn }),
    ...(privacy !== undefined && { peers: { privacy, directories, maySearch } }),
    versions: new VersionCounter({
      store: { load: () => undefined, save: () => undefined },
      wallMs: clock.wallMs(),
      newEpoch: () => 'e',
      log: silentLog,
    }),
    canonicalize: (_type, raw) => raw.replaceAll('-', '') || undefined,
    times: { presenceSubscriptionTime: T_SECONDS, presenceGcPeriod: G_SECONDS },
    clock,
    log: silentLog,
    tally,
  });
  const onRemoved = (id: string): void => {
    service.onRemoved(id);
  };
  const job = new CleanupJob({ cache, clock, tally, periodMs: G_SECONDS * 1000, onRemoved });
  service.start();
  job.start();
  const keepAlive = async (username: string, ...items: KeepAliveItem[]) => {
    const answering = service.keepAlive(username, items);
    await clock.advanceAsync(0, 5);
    return answering;
  };
  const connect = (username: string, id = username) => connectTo(service, { username, id });
  return { clock, source, cache, service, tally, keepAlive, connect, lookUp };
}

function connectTo(service: PresenceService, { username, id }: { readonly username: string; readonly id: string }) {
  const received: { items: PresenceItem[]; sources: SourceStateEvt[] } = { items: [], sources: [] };
  service.connect({
    id,
    username,
    sink: {
      isReady: true,
      onReady: () => undefined,
      send: (items) => {
        received.items.push(...items.map(({ item }) => item));
        return items.length;
      },
      pushSourceState: (event) => void received.sources.push(event),
    },
  });
  return received;
}
