import { EventEmitter } from 'node:events';
import type { Session } from '../ports/sessions.ts';
import { ScriptedPermissions } from '../testing/scripted-permissions.ts';
import type { RealtimeSocket } from './realtime-deps.ts';
import { createAdmission } from './socket-admission.ts';

/** A middleware with room for one socket, and what it makes of a socket on that connection. */
function setUp() {
  const session: Session = { sid: 's', username: 'attendant', displayName: 'A', groupKeys: [], issuedAt: 0, lastCallAt: 0 };
  const sessions = { find: () => session } as unknown as Parameters<typeof createAdmission>[0]['sessions'];
  const admit = createAdmission({
    sessions,
    permissions: new ScriptedPermissions(),
    settings: { basePath: '/', socketsPerUser: 1 },
  });
  const refusals: unknown[] = [];
  const visit = (conn: EventEmitter): EventEmitter => {
    const socket = Object.assign(new EventEmitter(), { conn, request: { headers: {} }, handshake: { auth: {} }, data: {} });
    admit(socket as unknown as RealtimeSocket, (refusal) => refusals.push(refusal?.message));
    return socket;
  };
  return { refusals, visit };
}

function connection(readyState = 'open') {
  return Object.assign(new EventEmitter(), { readyState });
}

it('leaves nothing at a connection whose client comes and goes', () => {
  const { refusals, visit } = setUp();
  const conn = connection();
  for (let visits = 0; visits < 3; visits += 1) visit(conn).emit('disconnect');
  expect(refusals).toEqual([undefined, undefined, undefined]);
  expect(conn.listenerCount('close')).toBe(0);
});

it('keeps no place for a connection that was closed before its socket could be let in', () => {
  const { refusals, visit } = setUp();
  for (const state of ['closed', 'closing', 'open']) visit(connection(state));
  expect(refusals).toEqual(['NOT_SIGNED_IN', 'NOT_SIGNED_IN', undefined]);
});
