import type { MetricCounter } from '../ports/metrics.ts';
import type { OnlineConnection } from '../ports/online-doors.ts';
import { readClientEvent, type ClientEventTarget } from './client-events.ts';
import type { RealtimeDeps, RealtimeSocket } from './realtime-deps.ts';
import { createOnlineSink } from './socket-online-sink.ts';
import { SocketPushSink, type PushTally } from './socket-push-sink.ts';

/** Events nobody knows, or that make no sense, after which a client is sent away. */
export const MOST_MALFORMED_EVENTS = 100;

/** Counters of all connections. */
export interface ConnectionCounters {
  readonly pushed: PushTally;
  readonly onlineEvents: MetricCounter;
  readonly malformedEvents: MetricCounter;
}

/** Serves a socket that was let in: greets it, joins it to the presence layer, and ends with the session or the connection. */
export function serveConnection(socket: RealtimeSocket, deps: RealtimeDeps, counters: ConnectionCounters): void {
  const { session } = socket.data;
  const { doors, online, sessions, clock, log, serverEpoch } = deps;
  const stopWatching = sessions.watchEnd(session, () => {
    socket.disconnect(true);
  });
  socket.once('disconnect', (reason) => {
    stopWatching();
    doors.disconnect(socket.id);
    online.unwatch(socket.id);
    log.debug({ socket: socket.id, reason }, 'socket gone');
  });
  const sink = new SocketPushSink(socket, counters.pushed);
  listenToClient(socket, deps, { counters, onlineSink: createOnlineSink(socket, sink, counters.onlineEvents) });
  log.debug({ socket: socket.id, clientType: socket.data.clientType }, 'socket connected');
  socket.emit('hello', { serverEpoch, serverTime: clock.wallMs() });
  doors.connect({ id: socket.id, username: session.username, sink });
}

interface ClientParts {
  readonly counters: ConnectionCounters;
  readonly onlineSink: OnlineConnection['sink'];
}

function listenToClient(
  socket: RealtimeSocket,
  { doors, online, log }: RealtimeDeps,
  { counters, onlineSink }: ClientParts,
): void {
  let malformedCount = 0;
  const { username } = socket.data.session;
  const connection: OnlineConnection = { id: socket.id, username, sink: onlineSink };
  const target: ClientEventTarget = {
    onVisible: (ids) => {
      doors.show(socket.id, ids);
    },
    onOnlineWatch: () => online.watch(connection),
    onOnlineUnwatch: () => online.unwatch(connection.id),
  };
  const hear = (event: unknown, args: readonly unknown[]): void => {
    if (readClientEvent(event, args, target)) return;
    malformedCount += 1;
    counters.malformedEvents.add();
    // The first one is enough for the log: whoever floods must not fill it.
    if (malformedCount === 1) log.debug({ socket: socket.id, event: String(event).slice(0, 64) }, 'malformed or unknown event');
    if (malformedCount > MOST_MALFORMED_EVENTS) socket.disconnect(true);
  };
  // Nobody catches what is thrown here: without this, whatever fails for one client would end the process for all.
  socket.onAny((event: unknown, ...args: unknown[]) => {
    try {
      hear(event, args);
    } catch (error) {
      log.error({ socket: socket.id, err: error }, 'an event could not be handled');
      socket.disconnect(true);
    }
  });
}
