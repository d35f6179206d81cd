import type { Manager } from 'socket.io-client';
import { createReconnectingSocket } from './reconnecting-socket.ts';

/** Socket.IO's own socket, of which the back-off can be read and whose events a spec can bring about. */
function open() {
  const socket = createReconnectingSocket({ path: '/socket.io' });
  const { io } = socket as unknown as { io: Manager & { emitReserved(event: string, ...args: unknown[]): void } };
  return {
    plan: (delayMs: number) => socket.planReconnection?.(delayMs),
    happens: (event: string) => {
      io.emitReserved(event, 1);
    },
    backOff: () => [io.reconnectionDelay(), io.reconnectionDelayMax(), io.randomizationFactor()],
  };
}

const USUAL = [500, 5000, 0.5];

it('comes back by a back-off that is spread', () => {
  expect(open().backOff()).toEqual(USUAL);
});

it.each([0, 1234, 9000])('comes back after exactly the %i ms that were planned', (delayMs) => {
  const socket = open();
  socket.plan(delayMs);
  expect(socket.backOff()).toEqual([delayMs, delayMs, 0]);
});

it.each(['reconnect_attempt', 'open'])('has its usual back-off again at %s: a plan is for one reconnection', (event) => {
  const socket = open();
  socket.plan(1234);
  socket.happens(event);
  expect(socket.backOff()).toEqual(USUAL);
});
