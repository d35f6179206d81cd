import type { OnlineUsersEvt } from '@lampfield/protocol';
import type { MetricCounter } from '../ports/metrics.ts';
import type { OnlineSink } from '../ports/online-doors.ts';
import type { ConnectionOutlet } from './connection-outlet.ts';
import type { RealtimeSocket } from './realtime-deps.ts';

/** Tells one socket who comes and goes; its client has asked for that, whatever its type. */
export class SocketOnlineSink implements OnlineSink {
  readonly #socket: RealtimeSocket;
  readonly #outlet: ConnectionOutlet;
  readonly #events: MetricCounter;

  /** @param events counts `OnlineUsersEvt`s */
  constructor(socket: RealtimeSocket, outlet: ConnectionOutlet, events: MetricCounter) {
    this.#socket = socket;
    this.#outlet = outlet;
    this.#events = events;
  }

  get isReady(): boolean {
    return this.#outlet.isReady;
  }

  onReady(callback: () => void): () => void {
    return this.#outlet.onReady(callback);
  }

  pushOnlineUsers(event: OnlineUsersEvt): void {
    this.#events.add();
    this.#socket.emit('OnlineUsersEvt', event);
  }
}
