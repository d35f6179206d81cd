import { WEB_ATTENDANT } from '@lampfield/protocol';
import type { MetricCounter } from '../ports/metrics.ts';
import type { PushSink } from '../ports/push-sink.ts';
import type { RealtimeSocket } from './realtime-deps.ts';
import { isTransportReady, onTransportReady } from './transport-readiness.ts';

/**
 * Pushes to one socket. Presence goes to web attendants only; every client type learns of the sources.
 *
 * @param pushes counts `PresenceWebEvt`s
 */
export function createPushSink(socket: RealtimeSocket, pushes: MetricCounter): PushSink {
  const isWebAttendant = socket.data.clientType === WEB_ATTENDANT;
  return {
    get isReady() {
      return isTransportReady(socket.conn);
    },
    onReady: (callback) => {
      onTransportReady(socket.conn, callback);
    },
    pushItems: (presenceItems) => {
      if (!isWebAttendant) return;
      pushes.add();
      socket.emit('PresenceWebEvt', { presenceItems });
    },
    pushSourceState: (event) => {
      socket.emit('SourceStateEvt', event);
    },
  };
}
