import type { PresenceType } from '@lampfield/protocol';
import { SealedJourneyCookies } from './auth/journey-cookies.ts';
import { SessionManager } from './auth/session-manager.ts';
import type { LampfieldConfig } from './config/lampfield-config.ts';
import { listeningUrl } from './config/listening-url.ts';
import type { PresenceDoors } from './ports/presence-doors.ts';
import { createCallerRules } from './http/caller-rules.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { createOpsApp } from './http/create-ops-app.ts';
import { TlsIdentity } from './http/tls-identity.ts';
import { HttpListener, type ListenAddress } from './http/http-listener.ts';
import type { PrometheusMetrics } from './ops/create-metrics.ts';
import { createLivenessRouter, createOpsRouter } from './ops/create-ops-router.ts';
import { FileRevocationStore } from './ops/file-revocation-store.ts';
import { Health } from './ops/health.ts';
import { SessionKeys } from './ops/session-keys.ts';
import { findStateDirTrouble } from './ops/state-dir.ts';
import type { Authenticator } from './ports/authenticator.ts';
import type { Clock } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';
import type { Log } from './ports/log.ts';
import type { OnlineDoors } from './ports/online-doors.ts';
import type { UserRights } from './auth/user-rights.ts';
import { attachRealtime } from './realtime/attach-realtime.ts';

/** How long running HTTP calls get to end when the server stops; with what sources need, it is done within 8 s. */
const DRAIN_GRACE_MS = 2000;

/** What stands behind the doors, and around them. */
export interface DoorParts {
  readonly doors: PresenceDoors;
  readonly online: OnlineDoors;
  /** What keeps the source of a type from working, in words. */
  readonly findSourceTrouble: (type: PresenceType) => string | undefined;
  readonly directories: readonly Directory[];
  readonly authenticator: Authenticator;
  readonly permissions: UserRights;
  readonly metrics: PrometheusMetrics;
  readonly serverEpoch: string;
  readonly clock: Clock;
  readonly log: Log;
  /** As `prepareStateDir` returned it. */
  readonly stateDir: string;
  /** Directory of the built web attendant; without it only the API is served. */
  readonly webRoot?: string;
}

/** Where a server is found; both without a slash at the end, or with the base path, which has one. */
export interface ServerAddresses {
  /** The address it listens on, as a browser on the same machine calls it. */
  readonly url: string;
  /** What `server.publicUrl` says; the same if it says nothing. */
  readonly publicUrl: string;
}

/** The doors of a presence server: HTTP and Socket.IO on one port and, if so configured, readiness and metrics on another. */
export interface Doors {
  /**
   * Listens.
   *
   * @throws ListenError
   */
  open(): Promise<ServerAddresses>;
  /** Lets nobody in any more, sees everybody out. */
  close(): Promise<void>;
}

/** Puts the doors together; nothing listens yet. */
export function createDoors(config: LampfieldConfig, parts: DoorParts): Doors {
  const { host, port } = config.server;
  const health = new Health({
    listSourceStates: () => parts.doors.sourceStates(),
    findSourceTrouble: parts.findSourceTrouble,
    findStateDirTrouble: () => findStateDirTrouble(parts.stateDir),
    findLogTrouble: () => parts.log.findTrouble?.(),
  });
  const listeners = createListeners(config, parts, health);
  return {
    open: async () => {
      const listeningPort = await listeners.main.listen({ host, port });
      if (config.ops.address !== undefined) await listeners.ops?.listen(toListenAddress(config.ops.address));
      listeners.ring.start();
      health.enter('running');
      return addressesOf(config.server, listeningPort);
    },
    close: async () => {
      health.enter('draining');
      listeners.ring.stop();
      await listeners.realtime.drain();
      await Promise.all([listeners.main.drain(DRAIN_GRACE_MS), listeners.ops?.drain(DRAIN_GRACE_MS)]);
    },
  };
}

function createListeners(config: LampfieldConfig, parts: DoorParts, health: Health) {
  const { clock, log, metrics, stateDir } = parts;
  const { publicUrl, basePath, trustedProxies, tls } = config.server;
  const rules = createCallerRules(config.server);
  const ring = new SessionKeys({ stateDir, clock, log });
  const scope = { basePath, isSecure: publicUrl.startsWith('https:') };
  const sessions = new SessionManager({
    ring,
    scope,
    longestMs: parts.authenticator.redirect?.longestSessionMs,
    revocations: new FileRevocationStore(stateDir, log),
    clock,
    log,
    groupKeysOf: (user) => parts.permissions.groupKeysOf(user),
  });
  parts.permissions.onGone((username) => {
    sessions.endAllOf(username);
  });
  const { address, token } = config.ops;
  const isApart = address !== undefined;
  const opsRouter = createOpsRouter({ health, metrics, ...(!isApart && { rules }), ...(token !== undefined && { token }) });
  const { subscriptionTime, gcPeriod } = config.presence;
  const times = { presenceSubscriptionTime: subscriptionTime, presenceGcPeriod: gcPeriod };
  const app = createHttpApp({
    ...parts,
    settings: { basePath, publicUrl, trustedProxies, searchesPerSecond: config.limits.searchesPerSecond, times },
    directoryWatch: health,
    sessions,
    journeyCookies: new SealedJourneyCookies(ring, scope, clock),
    rules,
    opsRouters: [createLivenessRouter(), ...(isApart ? [] : [opsRouter])],
  });
  const main = new HttpListener(app, clock, tls && new TlsIdentity(tls, { clock, log }));
  const settings = { basePath, socketsPerUser: config.limits.socketsPerUser };
  const realtime = attachRealtime(main.server, { ...parts, settings, sessions, rules });
  return { main, realtime, ring, ...(isApart && { ops: new HttpListener(createOpsApp(opsRouter, log), clock) }) };
}

/** A public URL that the file leaves out follows the address that was configured, and so the one that is listened on. */
function addressesOf(
  { host, port, publicUrl, basePath, tls }: LampfieldConfig['server'],
  listeningPort: number,
): ServerAddresses {
  const origin = listeningUrl({ host, port: listeningPort, tls });
  const publicOrigin = publicUrl === listeningUrl({ host, port, tls }) ? origin : publicUrl;
  const path = basePath === '/' ? '' : basePath;
  return { url: origin + path, publicUrl: publicOrigin + path };
}

/** `host:port`, the host perhaps an IPv6 address in brackets. */
function toListenAddress(address: string): ListenAddress {
  const separator = address.lastIndexOf(':');
  return { host: address.slice(0, separator).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(separator + 1)) };
}
