import { EventEmitter } from 'node:events';
import type { Session } from '../ports/sessions.ts';
import { ScriptedPermissions } from '../testing/scripted-permissions.ts';
import type { RealtimeSocket } from './realtime-deps.ts';
import { createAdmission } from './socket-admission.ts';

it('leaves nothing at a connection whose client comes and goes', () => {
  const session: Session = { sid: 's', username: 'attendant', displayName: 'A', groupKeys: [], issuedAt: 0, lastCallAt: 0 };
  const sessions = { find: () => session } as unknown as Parameters<typeof createAdmission>[0]['sessions'];
  const admit = createAdmission({
    sessions,
    permissions: new ScriptedPermissions(),
    settings: { basePath: '/', socketsPerUser: 1 },
  });
  const conn = new EventEmitter();
  const refusals: unknown[] = [];
  for (let visit = 0; visit < 3; visit += 1) {
    const socket = Object.assign(new EventEmitter(), { conn, request: { headers: {} }, handshake: { auth: {} }, data: {} });
    admit(socket as unknown as RealtimeSocket, (refusal) => refusals.push(refusal));
    socket.emit('disconnect');
  }
  expect(refusals).toEqual([undefined, undefined, undefined]);
  expect(conn.listenerCount('close')).toBe(0);
});
