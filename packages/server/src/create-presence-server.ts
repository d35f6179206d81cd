import type { PresenceTimes } from '@lampfield/protocol';
import express, { type RequestHandler } from 'express';
import { SessionManager } from './auth/session-manager.ts';
import type { Connectors } from './config/connectors.ts';
import type { LampfieldConfig } from './config/lampfield-config.ts';
import { REGISTERED_CONNECTORS } from './config/registered-connectors.ts';
import { PresenceService } from './core/presence-service.ts';
import { RightToSee } from './core/right-to-see.ts';
import { SubscriptionCache } from './core/subscription-cache.ts';
import { newTally } from './core/tally.ts';
import { VersionCounter } from './core/version-counter.ts';
import { createConnected } from './create-connected.ts';
import { createCallerRules } from './http/caller-rules.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { HttpListener } from './http/http-listener.ts';
import { CleanupJob } from './jobs/cleanup-job.ts';
import { createLog } from './ops/create-log.ts';
import { PrometheusMetrics } from './ops/create-metrics.ts';
import { createLivenessRouter, createOpsRouter } from './ops/create-ops-router.ts';
import { FileRevocationStore } from './ops/file-revocation-store.ts';
import { FileVersionStore } from './ops/file-version-store.ts';
import { Health } from './ops/health.ts';
import { measurePresence } from './ops/measure-presence.ts';
import { loadSessionKey } from './ops/session-key-file.ts';
import { prepareStateDir } from './ops/state-dir.ts';
import type { Chance, Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { attachRealtime } from './realtime/attach-realtime.ts';
import { newEpoch, systemChance, systemClock } from './system-clock.ts';

/** How long running HTTP calls get to end when the server stops; with what sources need, it is done within 8 s. */
const DRAIN_GRACE_MS = 2000;

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
   * Connects the sources and listens.
   *
   * @returns where browsers find it
   * @throws ListenError
   */
  start(): Promise<{ readonly url: string }>;
  /** Drains: takes nothing new, lets clients go elsewhere, ends all observations. Settles within 8 s. */
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
  const doors = createDoors(config, presence, { log, clock, stateDir, ...(parts.webRoot !== undefined && { webRoot: parts.webRoot }) });
  const { authenticator, directories, service, job } = presence;
  return {
    ...(authenticator.signInHint !== undefined && { signInHint: authenticator.signInHint }),
    start: async () => {
      service.start();
      job.start();
      return { url: await doors.open() };
    },
    stop: async () => {
      job.stop();
      await doors.close();
      await Promise.all([service.stop(), authenticator.stop(), ...directories.map((directory) => directory.stop())]);
    },
  };
}

interface Surroundings {
  readonly log: Log;
  readonly clock: Clock;
  readonly stateDir: string;
}

type Presence = ReturnType<typeof createPresence>;

/** Everything behind the doors: cache, sources, directories, cleanup. */
function createPresence(config: LampfieldConfig, parts: PresenceServerParts & Surroundings) {
  const { log, clock, stateDir, chance = systemChance, connectors = REGISTERED_CONNECTORS } = parts;
  const connected = createConnected(config, connectors, { clock, chance, log });
  const { subscriptionTime, gcPeriod } = config.presence;
  const times: PresenceTimes = { presenceSubscriptionTime: subscriptionTime, presenceGcPeriod: gcPeriod };
  const tally = newTally();
  const cache = new SubscriptionCache({ subscriptionTimeMs: subscriptionTime * 1000, idsPerUser: config.limits.idsPerUser });
  const rights = new RightToSee({ directories: connected.directories, clock, log });
  const versions = new VersionCounter(new FileVersionStore(stateDir, log), clock.wallMs(), newEpoch);
  const service = new PresenceService({ ...connected, cache, rights, versions, times, clock, log, tally });
  const onRemoved = (id: string): void => {
    service.onRemoved(id);
  };
  const job = new CleanupJob({ cache, clock, tally, periodMs: gcPeriod * 1000, onRemoved });
  return { ...connected, cache, tally, times, versions, service, job };
}

/** HTTP and Socket.IO on one port, and where they are told to, readiness and metrics on another. */
function createDoors(config: LampfieldConfig, presence: Presence, around: Surroundings & { readonly webRoot?: string }) {
  const { log, clock, stateDir } = around;
  const { host, port, publicUrl, basePath, trustedProxies } = config.server;
  const { service: doors, directories, authenticator, times, cache, tally, versions } = presence;
  const metrics = new PrometheusMetrics();
  measurePresence(metrics, cache, tally);
  const health = new Health(() => doors.sourceStates());
  const rules = createCallerRules(config.server);
  const sessions = new SessionManager({
    key: loadSessionKey(stateDir, log),
    scope: { basePath, isSecure: publicUrl.startsWith('https:') },
    revocations: new FileRevocationStore(stateDir, log),
    clock,
    log,
  });
  const { address, token } = config.ops;
  const opsRouter = createOpsRouter({ health, metrics, rules, ...(token !== undefined && { token }) });
  const app = createHttpApp({
    settings: { basePath, publicUrl, trustedProxies, searchesPerSecond: config.limits.searchesPerSecond, times },
    doors,
    directories,
    directoryWatch: health,
    authenticator,
    sessions,
    rules,
    clock,
    log,
    metrics,
    opsRouters: [createLivenessRouter(), ...(address === undefined ? [opsRouter] : [])],
    ...(around.webRoot !== undefined && { webRoot: around.webRoot }),
  });
  const listener = new HttpListener(app, clock);
  const opsListener = address === undefined ? undefined : new HttpListener(express().use(opsRouter as RequestHandler), clock);
  const settings = { basePath, socketsPerUser: config.limits.socketsPerUser };
  const realtime = attachRealtime(listener.server, { settings, serverEpoch: versions.epoch, doors, sessions, rules, clock, log, metrics });
  return {
    open: async (): Promise<string> => {
      const listeningPort = await listener.listen({ host, port });
      if (address !== undefined) await opsListener?.listen(toListenAddress(address));
      health.enter('running');
      return port === 0 ? `http://${host}:${String(listeningPort)}${basePath === '/' ? '' : basePath}` : publicUrl;
    },
    close: async (): Promise<void> => {
      health.enter('draining');
      await realtime.drain();
      await Promise.all([listener.drain(DRAIN_GRACE_MS), opsListener?.drain(DRAIN_GRACE_MS)]);
    },
  };
}

/** `host:port`, the host perhaps an IPv6 address in brackets. */
function toListenAddress(address: string): { readonly host: string; readonly port: number } {
  const separator = address.lastIndexOf(':');
  return { host: address.slice(0, separator).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(separator + 1)) };
}
