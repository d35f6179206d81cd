import type { MetricCounter } from '../ports/metrics.ts';
import type { OnlineSink } from '../ports/online-doors.ts';
import type { RealtimeSocket } from './realtime-deps.ts';
import { isTransportReady, onTransportReady } from './transport-readiness.ts';

/**
 * Tells one socket who comes and goes; its client has asked for that, whatever its type.
 *
 * @param events counts `OnlineUsersEvt`s
 */
export function createOnlineSink(socket: RealtimeSocket, events: MetricCounter): OnlineSink {
  return {
    get isReady() {
      return isTransportReady(socket.conn);
    },
    onReady: (callback) => onTransportReady(socket.conn, callback),
    pushOnlineUsers: (event) => {
      events.add();
      socket.emit('OnlineUsersEvt', event);
    },
  };
}
