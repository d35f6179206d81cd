import { ServerResponse } from 'node:http';
import type { RealtimeServer, RealtimeSocket } from './realtime-deps.ts';

/**
 * Lets go of the requests by which connections were opened: nobody needs them once a socket is let in, and with everything on them each would be kept for as
 * long as its connection, cookie included. It is about a seventh of what a connection takes.
 *
 * @returns what is to be called with each socket that was let in
 */
export function forgetSpentRequests(io: RealtimeServer): (socket: RealtimeSocket) => void {
  const responses = new WeakMap<object, object>();
  // The stand-in for a response that Engine.IO makes for an upgrade hangs on the network's socket, and the request on it.
  io.engine.use((req: object, res: object, next: () => void) => {
    if (!(res instanceof ServerResponse)) responses.set(req, res);
    next();
  });
  io.engine.on('headers', (_headers: unknown, req: object) => {
    const response = responses.get(req);
    if (response !== undefined && 'req' in response) response.req = undefined;
  });
  return ({ conn, handshake }) => {
    // As Socket.IO's page "Memory usage" advises, but for the cookie: a client may leave and come back over the same connection.
    Reflect.set(conn, 'request', { headers: { cookie: conn.request.headers.cookie }, connection: {} });
    handshake.headers = {};
  };
}
