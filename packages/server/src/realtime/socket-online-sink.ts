import type { MetricCounter } from '../ports/metrics.ts';
import type { OnlineSink } from '../ports/online-doors.ts';
import type { ConnectionOutlet } from './connection-outlet.ts';
import type { RealtimeSocket } from './realtime-deps.ts';

/**
 * Tells one socket who comes and goes; its client has asked for that, whatever its type.
 *
 * @param events counts `OnlineUsersEvt`s
 */
export function createOnlineSink(socket: RealtimeSocket, outlet: ConnectionOutlet, events: MetricCounter): OnlineSink {
  return {
    get isReady() {
      return outlet.isReady;
    },
    onReady: (callback) => outlet.onReady(callback),
    pushOnlineUsers: (event) => {
      events.add();
      socket.emit('OnlineUsersEvt', event);
    },
  };
}
