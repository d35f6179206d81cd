import { WEB_ATTENDANT } from '@lampfield/protocol';
import type { MetricCounter } from '../ports/metrics.ts';
import type { PushSink } from '../ports/push-sink.ts';
import type { RealtimeSocket } from './realtime-deps.ts';

/**
 * Pushes to one socket. Presence goes to web attendants only; every client type learns of the sources.
 *
 * It is ready while its transport takes packets: a WebSocket when the network has taken the last ones, long polling when the client asks.
 *
 * @param pushes counts `PresenceWebEvt`s
 */
export function createPushSink(socket: RealtimeSocket, pushes: MetricCounter): PushSink {
  const engine = socket.conn;
  const isWebAttendant = socket.data.clientType === WEB_ATTENDANT;
  return {
    get isReady() {
      return engine.transport.writable;
    },
    onReady: (callback) => {
      engine.transport.on('ready', callback);
      // Most connections begin with long polling and go on as a WebSocket, which is another transport.
      engine.on('upgrade', ({ writable }: typeof engine.transport) => {
        engine.transport.on('ready', callback);
        if (writable) callback();
      });
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
