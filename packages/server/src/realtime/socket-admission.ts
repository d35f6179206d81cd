import { WEB_ATTENDANT } from '@lampfield/protocol';
import type { Session } from '../ports/sessions.ts';
import type { RealtimeDeps, RealtimeSocket } from './realtime-deps.ts';
import { SocketsPerUser } from './sockets-per-user.ts';

/** Why a socket was refused: travels to the client as `error.data`. */
export type RefusalCode = 'NOT_SIGNED_IN' | 'LIMIT' | 'BAD_REQUEST';

/** Longest name of a client type. */
const MAX_CLIENT_TYPE_LENGTH = 64;

/** A refused socket, in the shape Socket.IO sends on. */
class SocketRefusal extends Error {
  readonly data: { readonly code: RefusalCode };

  constructor(code: RefusalCode) {
    super(code);
    this.data = { code };
  }
}

type AdmissionDeps = Pick<RealtimeDeps, 'sessions' | 'permissions' | 'settings'>;

type Admit = (socket: RealtimeSocket, next: (refusal?: SocketRefusal) => void) => void;

/** A Socket.IO middleware that lets in only sockets with a session, and only so many of one user: the newest is refused. */
export function createAdmission({ sessions, permissions, settings }: AdmissionDeps) {
  const places = new SocketsPerUser(settings.socketsPerUser);
  const findSession = (socket: RealtimeSocket): Session | undefined => sessions.find(socket.request.headers.cookie);
  const admit: Admit = (socket, next) => {
    // It may have left while its user's rights were looked up, or with its greeting: nobody would hear it go, and its place would be taken for ever.
    const session = socket.conn.readyState === 'open' ? findSession(socket) : undefined;
    if (session === undefined) {
      next(new SocketRefusal('NOT_SIGNED_IN'));
      return;
    }
    const clientType = findClientType(socket.handshake.auth);
    const free = clientType === undefined ? undefined : places.take(session.username);
    if (clientType === undefined || free === undefined) {
      next(new SocketRefusal(clientType === undefined ? 'BAD_REQUEST' : 'LIMIT'));
      return;
    }
    // Either may come alone: a client that leaves before it was let in, or a socket closed while its connection lives on.
    socket.conn.on('close', free);
    socket.on('disconnect', () => {
      socket.conn.off('close', free);
      free();
    });
    socket.data = { session, clientType };
    next();
  };
  return (...[socket, next]: Parameters<Admit>): void => {
    const session = findSession(socket);
    const learning = session && permissions.learn(session);
    if (learning === undefined) admit(socket, next);
    else void learning.then(() => admit(socket, next));
  };
}

function findClientType(auth: Readonly<Record<string, unknown>>): string | undefined {
  const clientType = auth['clientType'] ?? WEB_ATTENDANT;
  const isName = typeof clientType === 'string' && clientType.length >= 1 && clientType.length <= MAX_CLIENT_TYPE_LENGTH;
  return isName ? clientType : undefined;
}
