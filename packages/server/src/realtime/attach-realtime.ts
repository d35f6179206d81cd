import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { SOCKET_PATH } from '@lampfield/protocol';
import { Server } from 'socket.io';
import type { Metrics } from '../ports/metrics.ts';
import { serveConnection, type ConnectionCounters } from './client-connection.ts';
import { areFramesKnown, isIndirect } from './network-socket.ts';
import { OpenConnections } from './open-connections.ts';
import { forgetSpentRequests } from './spent-requests.ts';
import type { RealtimeDeps, RealtimeServer } from './realtime-deps.ts';
import { guardRequests } from './request-guard.ts';
import { reconnectWithinMs } from './reconnect-spread.ts';
import { createAdmission } from './socket-admission.ts';

/** Largest message from a client: 10,000 visible ids of usual length fit; bytes. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** How often each side of a connection hears from the other when nothing changes; with the time-out, both notice silence within 15 s. */
const PING_INTERVAL_MS = 10_000;

/** How long a ping may stay unanswered; milliseconds. */
const PING_TIMEOUT_MS = 5000;

/** How long a connection may take to present itself; milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** How long clients get to take what is on its way to them when the server stops; milliseconds. */
const FLUSH_MS = 1000;

/** The Socket.IO side, as it was attached. */
export interface Realtime {
  /** Open connections, let in or not. */
  readonly connectionCount: number;
  /**
   * Takes no new connections, tells the open ones within how long to come back (`server:draining`), and closes each after what is on its
   * way. Clients see the transport close and so connect again by themselves, each at a moment of its own, to whoever listens then.
   * Settles when all are closed, after a second at the latest.
   */
  drain(): Promise<void>;
}

/** Attaches Socket.IO to an HTTP server, below the base path. */
export function attachRealtime(httpServer: HttpServer | HttpsServer, deps: RealtimeDeps): Realtime {
  let isDraining = false;
  const io = createSocketServer(httpServer, deps, () => isDraining);
  const counters = createCounters(deps.metrics);
  const connections = new OpenConnections(io, deps.clock);
  deps.metrics.gauge({ name: 'connections', help: 'Open Socket.IO connections.' }, () => connections.count);
  deps.metrics.gauge(
    { name: 'connections_indirect', help: 'Open WebSockets that are written to by way of Socket.IO, which costs more.' },
    () => connections.countWhere(isIndirect),
  );
  if (!areFramesKnown(io))
    deps.log.warn({}, 'unknown versions of ws or engine.io: pushes go by way of Socket.IO, which costs more');
  guardRequests(io, deps.rules);
  io.use(createAdmission(deps));
  const forgetRequest = forgetSpentRequests(io);
  io.on('connection', (socket) => {
    forgetRequest(socket);
    serveConnection(socket, deps, counters);
  });
  deps.permissions.onWithdrawn((username) => {
    closeAllOf(io, username);
  });
  return {
    get connectionCount() {
      return connections.count;
    },
    drain: async () => {
      isDraining = true;
      io.emit('server:draining', { reconnectWithinMs: reconnectWithinMs(connections.count) });
      await connections.closeAll(FLUSH_MS);
      io.engine.close();
    },
  };
}

/**
 * Closes the connections of a user, so that what is still on its way to them is not sent: their clients connect again by themselves, ask for all
 * they show, and get what their user may still see.
 */
function closeAllOf(io: RealtimeServer, username: string): void {
  for (const socket of [...io.sockets.sockets.values()]) if (socket.data.session.username === username) socket.conn.close(true);
}

function createSocketServer(
  httpServer: HttpServer | HttpsServer,
  { settings, rules }: RealtimeDeps,
  isDraining: () => boolean,
): RealtimeServer {
  return new Server(httpServer, {
    path: settings.basePath + SOCKET_PATH,
    transports: ['websocket', 'polling'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    allowRequest: ({ headers }, decide) => {
      if (isDraining()) decide('DRAINING', false);
      else if (!rules.isKnownHost(headers.host)) decide('UNKNOWN_HOST', false);
      else if (!rules.isOwnOrigin(headers.origin, headers.host)) decide('FOREIGN_ORIGIN', false);
      else decide(null, true);
    },
  });
}

function createCounters(metrics: Metrics): ConnectionCounters {
  const nonsense = 'Socket events that nobody knows or that make no sense.';
  const pushed = { pushes: 0 };
  metrics.counterFrom({ name: 'pushes_total', help: 'PresenceWebEvt messages sent.' }, () => pushed.pushes);
  return {
    pushed,
    onlineEvents: metrics.counter({ name: 'online_events_total', help: 'OnlineUsersEvt messages sent.' }),
    malformedEvents: metrics.counter({ name: 'malformed_events_total', help: nonsense }),
  };
}
