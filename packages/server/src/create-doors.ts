import express, { type RequestHandler } from 'express';
import { SessionManager } from './auth/session-manager.ts';
import type { LampfieldConfig } from './config/lampfield-config.ts';
import type { PresenceDoors } from './ports/presence-doors.ts';
import { createCallerRules } from './http/caller-rules.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { HttpListener, type ListenAddress } from './http/http-listener.ts';
import type { PrometheusMetrics } from './ops/create-metrics.ts';
import { createLivenessRouter, createOpsRouter } from './ops/create-ops-router.ts';
import { FileRevocationStore } from './ops/file-revocation-store.ts';
import { Health } from './ops/health.ts';
import { loadSessionKey } from './ops/session-key-file.ts';
import type { Authenticator } from './ports/authenticator.ts';
import type { Clock } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';
import type { Log } from './ports/log.ts';
import { attachRealtime } from './realtime/attach-realtime.ts';

/** How long running HTTP calls get to end when the server stops; with what sources need, it is done within 8 s. */
const DRAIN_GRACE_MS = 2000;

/** What stands behind the doors, and around them. */
export interface DoorParts {
  readonly doors: PresenceDoors;
  readonly directories: readonly Directory[];
  readonly authenticator: Authenticator;
  readonly metrics: PrometheusMetrics;
  readonly serverEpoch: string;
  readonly clock: Clock;
  readonly log: Log;
  /** As `prepareStateDir` returned it. */
  readonly stateDir: string;
  /** Directory of the built web attendant; without it only the API is served. */
  readonly webRoot?: string;
}

/** The doors of a presence server: HTTP and Socket.IO on one port and, if so configured, readiness and metrics on another. */
export interface Doors {
  /**
   * Listens.
   *
   * @returns where browsers find the server
   * @throws ListenError
   */
  open(): Promise<string>;
  /** Lets nobody in any more, sees everybody out. */
  close(): Promise<void>;
}

/** Puts the doors together; nothing listens yet. */
export function createDoors(config: LampfieldConfig, parts: DoorParts): Doors {
  const { host, port, publicUrl, basePath } = config.server;
  const health = new Health(() => parts.doors.sourceStates());
  const listeners = createListeners(config, parts, health);
  return {
    open: async () => {
      const listeningPort = await listeners.main.listen({ host, port });
      if (config.ops.address !== undefined) await listeners.ops?.listen(toListenAddress(config.ops.address));
      health.enter('running');
      const origin = port === 0 ? `http://${nameInUrl(host)}:${String(listeningPort)}` : publicUrl;
      return basePath === '/' ? origin : origin + basePath;
    },
    close: async () => {
      health.enter('draining');
      await listeners.realtime.drain();
      await Promise.all([listeners.main.drain(DRAIN_GRACE_MS), listeners.ops?.drain(DRAIN_GRACE_MS)]);
    },
  };
}

function createListeners(config: LampfieldConfig, parts: DoorParts, health: Health) {
  const { clock, log, metrics, stateDir } = parts;
  const { publicUrl, basePath, trustedProxies } = config.server;
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
  const { subscriptionTime, gcPeriod } = config.presence;
  const times = { presenceSubscriptionTime: subscriptionTime, presenceGcPeriod: gcPeriod };
  const app = createHttpApp({
    ...parts,
    settings: { basePath, publicUrl, trustedProxies, searchesPerSecond: config.limits.searchesPerSecond, times },
    directoryWatch: health,
    sessions,
    rules,
    opsRouters: [createLivenessRouter(), ...(address === undefined ? [opsRouter] : [])],
  });
  const main = new HttpListener(app, clock);
  const settings = { basePath, socketsPerUser: config.limits.socketsPerUser };
  const realtime = attachRealtime(main.server, { ...parts, settings, sessions, rules });
  if (address === undefined) return { main, realtime };
  return { main, realtime, ops: new HttpListener(express().use(opsRouter as RequestHandler), clock) };
}

/** How a browser on this machine names the address; those that stand for all addresses are also loopback's. */
function nameInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** `host:port`, the host perhaps an IPv6 address in brackets. */
function toListenAddress(address: string): ListenAddress {
  const separator = address.lastIndexOf(':');
  return { host: address.slice(0, separator).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(separator + 1)) };
}
