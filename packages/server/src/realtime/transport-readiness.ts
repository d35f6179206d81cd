import type { RealtimeSocket } from './realtime-deps.ts';

/** A connection below Socket.IO, which may carry several kinds of events. */
type Connection = RealtimeSocket['conn'];

/**
 * Whether the transport takes packets: a WebSocket does when the network has taken the last ones, long polling when the client asks. What is sent
 * while it does not piles up here.
 */
export function isTransportReady(connection: Connection): boolean {
  return connection.transport.writable;
}

/** Has the callback run whenever the transport takes packets again. */
export function onTransportReady(connection: Connection, callback: () => void): void {
  connection.transport.on('ready', callback);
  if (connection.transport.name === 'websocket') return;
  // Most connections begin with long polling and go on as a WebSocket, which is another transport.
  connection.on('upgrade', (transport: Connection['transport']) => {
    transport.on('ready', callback);
    if (transport.writable) callback();
  });
}
