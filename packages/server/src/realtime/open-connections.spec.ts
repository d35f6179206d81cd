import { EventEmitter, once } from 'node:events';
import { Socket } from 'node:net';
import { ManualClock } from '../testing/manual-clock.ts';
import { CLOSING_MS, OpenConnections } from './open-connections.ts';
import type { RealtimeServer } from './realtime-deps.ts';

function setUp() {
  const [clock, engine] = [new ManualClock(), new EventEmitter()];
  const connections = new OpenConnections({ engine } as unknown as RealtimeServer, clock);
  const open = (transport: object): EventEmitter => {
    const connection = Object.assign(new EventEmitter(), { transport });
    engine.emit('connection', connection);
    return connection;
  };
  return { clock, connections, open };
}

test('the network below a connection that is over is destroyed after a while, if it has not closed by then', () => {
  const { clock, connections, open } = setUp();
  const [left, closed] = [new Socket(), new Socket().destroy()];
  const over = [left, closed].map((socket) => open({ name: 'websocket', socket: { _socket: socket } }));
  over.push(open({ name: 'polling' }), open({ name: 'websocket' }));
  expect(connections.count).toBe(4);
  for (const connection of over) connection.emit('close');
  expect([connections.count, clock.pendingCount]).toEqual([0, 1]);
  clock.advance(CLOSING_MS - 1);
  expect(left.destroyed).toBe(false);
  clock.advance(1);
  expect(left.destroyed).toBe(true);
});

test('a network that closes by itself leaves no timer behind', async () => {
  const { clock, open } = setUp();
  const socket = new Socket();
  open({ name: 'websocket', socket: { _socket: socket } }).emit('close');
  expect(clock.pendingCount).toBe(1);
  await once(socket.destroy(), 'close');
  expect(clock.pendingCount).toBe(0);
});
