import { EventEmitter } from 'node:events';
import type { RealtimeSocket } from './realtime-deps.ts';
import { isTransportReady, onTransportReady } from './transport-readiness.ts';

class FakeTransport extends EventEmitter {
  writable = true;
}

/** A connection below Socket.IO, as far as readiness is concerned. */
class FakeConnection extends EventEmitter {
  transport = new FakeTransport();

  /** Goes on over another transport, as a connection does that began with long polling. */
  upgrade(transport: FakeTransport): void {
    this.transport = transport;
    this.emit('upgrade', transport);
  }

  get asSocketIo(): RealtimeSocket['conn'] {
    return this as unknown as RealtimeSocket['conn'];
  }
}

it('a transport is ready while it takes packets, and whoever asked is told when it does so again', () => {
  const connection = new FakeConnection();
  const told = { one: 0, other: 0 };
  onTransportReady(connection.asSocketIo, () => (told.one += 1));
  onTransportReady(connection.asSocketIo, () => (told.other += 1));
  connection.transport.writable = false;
  expect(isTransportReady(connection.asSocketIo)).toBe(false);
  connection.transport.writable = true;
  connection.transport.emit('ready');
  expect(isTransportReady(connection.asSocketIo)).toBe(true);
  expect(told).toEqual({ one: 1, other: 1 });
});

it.each([
  [true, 1],
  [false, 0],
])('after a change of transport the new one counts; whether it takes packets at once: %s', (writable, toldAtOnce) => {
  const connection = new FakeConnection();
  let told = 0;
  onTransportReady(connection.asSocketIo, () => (told += 1));
  const next = new FakeTransport();
  next.writable = writable;
  connection.upgrade(next);
  expect([told, isTransportReady(connection.asSocketIo)]).toEqual([toldAtOnce, writable]);
  next.emit('ready');
  expect(told).toBe(toldAtOnce + 1);
});

it('whoever stops listening leaves nothing behind, at either transport', () => {
  const connection = new FakeConnection();
  const [polling, next] = [connection.transport, new FakeTransport()];
  onTransportReady(connection.asSocketIo, () => undefined)();
  const stop = onTransportReady(connection.asSocketIo, () => undefined);
  connection.upgrade(next);
  stop();
  expect([polling, next, connection].flatMap((emitter) => emitter.eventNames())).toEqual([]);
});
