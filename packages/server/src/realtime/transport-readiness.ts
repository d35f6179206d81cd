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

/** Has the callback run whenever the transport takes packets again. Returns what ends that: a connection may outlive who listens. */
export function onTransportReady(connection: Connection, callback: () => void): () => void {
  let { transport } = connection;
  transport.on('ready', callback);
  if (transport.name === 'websocket') return () => transport.off('ready', callback);
  // Most connections begin with long polling and go on as a WebSocket, which is another transport.
  const onUpgrade = (next: Connection['transport']): void => {
    transport.off('ready', callback);
    transport = next;
    next.on('ready', callback);
    if (next.writable) callback();
  };
  connection.on('upgrade', onUpgrade);
  return () => {
    connection.off('upgrade', onUpgrade);
    transport.off('ready', callback);
  };
}
