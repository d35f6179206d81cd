import type { PresenceId } from '@lampfield/protocol';
import type { MetricCounter } from '../ports/metrics.ts';
import type { OnlineRefusal } from '../ports/online-doors.ts';
import { readClientEvent, type ClientEventTarget } from './client-events.ts';
import type { RealtimeDeps, RealtimeSocket } from './realtime-deps.ts';
import { SocketOnlineSink } from './socket-online-sink.ts';
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
  new ClientConnection(socket, deps, counters).begin();
}

/** One client's connection. A class, and few closures: there are as many of them as people watch. */
class ClientConnection implements ClientEventTarget {
  readonly #socket: RealtimeSocket;
  readonly #deps: RealtimeDeps;
  readonly #counters: ConnectionCounters;
  readonly #sink: SocketPushSink;
  #malformedCount = 0;

  constructor(socket: RealtimeSocket, deps: RealtimeDeps, counters: ConnectionCounters) {
    this.#socket = socket;
    this.#deps = deps;
    this.#counters = counters;
    this.#sink = new SocketPushSink(socket, counters.pushed);
  }

  begin(): void {
    const { doors, sessions, clock, log, serverEpoch } = this.#deps;
    const socket = this.#socket;
    const { session, clientType } = socket.data;
    const stopWatching = sessions.watchEnd(session, () => {
      socket.disconnect(true);
    });
    socket.on('disconnect', (reason) => {
      stopWatching();
      this.#end(reason);
    });
    socket.onAny((event: unknown, ...args: unknown[]) => {
      this.#hear(event, args);
    });
    log.debug({ socket: socket.id, clientType }, 'socket connected');
    socket.emit('hello', { serverEpoch, serverTime: clock.wallMs() });
    doors.connect({ id: socket.id, username: session.username, sink: this.#sink });
  }

  onVisible(ids: readonly PresenceId[]): void {
    this.#deps.doors.show(this.#socket.id, ids).catch((error: unknown) => {
      this.#fail(error);
    });
  }

  onOnlineWatch(): OnlineRefusal | undefined {
    const { id, data } = this.#socket;
    const sink = new SocketOnlineSink(this.#socket, this.#sink, this.#counters.onlineEvents);
    return this.#deps.online.watch({ id, username: data.session.username, sink });
  }

  onOnlineUnwatch(): OnlineRefusal | undefined {
    return this.#deps.online.unwatch(this.#socket.id);
  }

  /** Nobody catches what is thrown here: without this, whatever fails for one client would end the process for all. */
  #hear(event: unknown, args: readonly unknown[]): void {
    try {
      if (!readClientEvent(event, args, this)) this.#noteMalformed(event);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#deps.log.error({ socket: this.#socket.id, err: error }, 'an event could not be handled');
    this.#socket.disconnect(true);
  }

  #noteMalformed(event: unknown): void {
    this.#malformedCount += 1;
    this.#counters.malformedEvents.add();
    // The first one is enough for the log: whoever floods must not fill it.
    if (this.#malformedCount === 1) {
      this.#deps.log.debug({ socket: this.#socket.id, event: String(event).slice(0, 64) }, 'malformed or unknown event');
    }
    if (this.#malformedCount > MOST_MALFORMED_EVENTS) this.#socket.disconnect(true);
  }

  #end(reason: string): void {
    const { doors, online, log } = this.#deps;
    const { id } = this.#socket;
    doors.disconnect(id);
    online.unwatch(id);
    this.#sink.end();
    log.debug({ socket: id, reason }, 'socket gone');
  }
}
