import { SubscriptionCache } from './core/subscription-cache.ts';
import { newTally, type Tally } from './core/tally.ts';
import { VersionCounter } from './core/version-counter.ts';
import { CleanupJob } from './jobs/cleanup-job.ts';
import type { Chance } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';
import type { VersionStore } from './ports/version-store.ts';
import { PresenceService, type PresenceServiceParts } from './presence/presence-service.ts';
import { RightToSee, type RightToSeeParts } from './presence/right-to-see.ts';

type Given = 'sources' | 'peers' | 'canonicalize' | 'times' | 'clock' | 'log';

/** What the core is given. It touches nothing of the outside but by these. */
export interface PresenceCoreParts extends Pick<PresenceServiceParts, Given>, Pick<RightToSeeParts, 'permissions'> {
  readonly directories: readonly Directory[];
  /** Most interests one user may have. */
  readonly idsPerUser: number;
  /** See `RightToSeeParts.mostRemembered`. */
  readonly mostRightsRemembered?: number;
  readonly versionStore: VersionStore;
  readonly newEpoch: () => string;
  readonly chance: Chance;
}

/** Everything that decides about presence, behind the doors and before the sources. */
export interface PresenceCore {
  readonly cache: SubscriptionCache;
  readonly service: PresenceService;
  readonly job: CleanupJob;
  readonly tally: Tally;
  readonly serverEpoch: string;
}

/** Puts the core together; nothing runs until its service and its job are started. */
export function createPresenceCore(parts: PresenceCoreParts): PresenceCore {
  const { chance, clock, directories, idsPerUser, log, newEpoch, times, versionStore } = parts;
  const tally = newTally();
  const cache = new SubscriptionCache({
    subscriptionTimeMs: times.presenceSubscriptionTime * 1000,
    idsPerUser,
    hashOffset: Math.floor(chance.next() * 2 ** 32),
  });
  const rights = new RightToSee({
    directories,
    clock,
    log,
    permissions: parts.permissions,
    mostRemembered: parts.mostRightsRemembered,
  });
  const versions = new VersionCounter({ store: versionStore, wallMs: clock.wallMs(), newEpoch, log });
  const service = new PresenceService({ ...parts, cache, rights, versions, tally });
  const onRemoved = (id: string): void => {
    service.onRemoved(id);
  };
  const job = new CleanupJob({ cache, clock, tally, periodMs: times.presenceGcPeriod * 1000, onRemoved });
  return { cache, service, job, tally, serverEpoch: versions.epoch };
}
