import type { PresenceTimes, PresenceType } from '@lampfield/protocol';
import { SESSION_LIFETIME_MS } from './auth/session-manager.ts';
import { UserRights } from './auth/user-rights.ts';
import type { Connectors } from './config/connectors.ts';
import type { LampfieldConfig } from './config/lampfield-config.ts';
import { REGISTERED_CONNECTORS } from './config/registered-connectors.ts';
import { OnlineWatch } from './presence/online-watch.ts';
import { createConnected } from './create-connected.ts';
import { createDoors, type ServerAddresses } from './create-doors.ts';
import { createPresenceCore } from './create-presence-core.ts';
import { createLog } from './ops/create-log.ts';
import { PrometheusMetrics } from './ops/create-metrics.ts';
import { FileVersionStore } from './ops/file-version-store.ts';
import { measureOnline } from './ops/measure-online.ts';
import { measureAdmission, measurePresence } from './ops/measure-presence.ts';
import { prepareStateDir } from './ops/state-dir.ts';
import type { Chance, Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { newEpoch, systemChance, systemClock } from './system-clock.ts';

/** What an embedding program, or a test, may put in place of the usual. */
export interface PresenceServerParts {
  readonly log?: Log;
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** What the configuration can name; it must be the list that the configuration was checked with. */
  readonly connectors?: Connectors;
  /** Directory of the built web attendant; without it only the API is served. */
  readonly webRoot?: string;
}

/** A presence server. */
export interface PresenceServer {
  /** Who may sign in and with what, if the sign-in is the demo's. To be printed, not logged. */
  readonly signInHint?: string;
  /**
   * Connects the sources and listens. A start that fails stops everything again, for good.
   *
   * @returns where it is found
   * @throws ListenError
   */
  start(): Promise<ServerAddresses>;
  /** Drains: takes nothing new, lets clients go elsewhere, ends all observations. Settles within 8 s. A second call waits for the first. */
  stop(): Promise<void>;
}

/**
 * Puts a presence server together: the only place that knows every part.
 *
 * @throws StateDirError if `server.stateDir` cannot be used
 */
export function createPresenceServer(config: LampfieldConfig, parts: PresenceServerParts = {}): PresenceServer {
  const log = parts.log ?? createLog(config.log);
  const clock = parts.clock ?? systemClock;
  const stateDir = prepareStateDir(config.server.stateDir);
  const presence = createPresence(config, { ...parts, log, clock, stateDir });
  const { authenticator, directories, service, online, permissions, job, serverEpoch, metrics, findSourceTrouble } = presence;
  const { webRoot } = parts;
  const around = { log, clock, stateDir, metrics, serverEpoch, ...(webRoot !== undefined && { webRoot }) };
  const behind = { doors: service, online, findSourceTrouble, directories, authenticator, permissions };
  const doors = createDoors(config, { ...around, ...behind });
  const stopAll = async (): Promise<void> => {
    job.stop();
    permissions.stop();
    await doors.close();
    await Promise.all([service.stop(), authenticator.stop(), ...directories.map((directory) => directory.stop())]);
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll());
  return {
    ...(authenticator.signInHint !== undefined && { signInHint: authenticator.signInHint }),
    start: async () => {
      service.start();
      job.start();
      permissions.start();
      try {
        return await doors.open();
      } catch (error) {
        await stop().catch((err: unknown) => {
          log.error({ err }, 'what was started could not be stopped');
        });
        throw error;
      }
    },
    stop,
  };
}

interface Surroundings {
  readonly log: Log;
  readonly clock: Clock;
  readonly stateDir: string;
}

/** Everything behind the doors: cache, sources, directories, cleanup. */
function createPresence(config: LampfieldConfig, parts: PresenceServerParts & Surroundings) {
  const { log, clock, stateDir, chance = systemChance, connectors = REGISTERED_CONNECTORS } = parts;
  const connected = createConnected(config, connectors, { clock, chance, log });
  const { subscriptionTime, gcPeriod } = config.presence;
  const times: PresenceTimes = { presenceSubscriptionTime: subscriptionTime, presenceGcPeriod: gcPeriod };
  const metrics = new PrometheusMetrics();
  const { authenticator, directories } = connected;
  const permissions = new UserRights({ roles: config.roles, authenticator, rememberedMs: SESSION_LIFETIME_MS, clock, log });
  const core = createPresenceCore({
    ...connected,
    permissions,
    peers: { privacy: config.privacy.peer, directories, maySearch: permissions.maySearch.bind(permissions) },
    idsPerUser: config.limits.idsPerUser,
    versionStore: new FileVersionStore(stateDir, log),
    newEpoch,
    chance,
    times,
    clock,
    log,
  });
  const { service, job, serverEpoch } = core;
  permissions.onWithdrawn((username) => {
    service.release(username);
  });
  measurePresence(metrics, core.cache, core.tally);
  measureAdmission(metrics, () => service.admissionFigures());
  const { onlineUsers, sources } = connected;
  if (onlineUsers !== undefined) measureOnline(metrics, onlineUsers);
  const online = new OnlineWatch({ onlineUsers, permissions, clock });
  const findSourceTrouble = (type: PresenceType): string | undefined =>
    sources.find(({ source }) => source.type === type)?.source.trouble;
  return { ...connected, metrics, serverEpoch, service, online, permissions, job, findSourceTrouble };
}
