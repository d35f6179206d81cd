import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { Server } from 'socket.io';
import { areFramesKnown, findNetworkSocket, isIndirect } from './network-socket.ts';
import type { RealtimeServer, RealtimeSocket } from './realtime-deps.ts';
import { textFrame } from './event-frames.ts';

/** What makes frames, as `ws` has it. */
class Sender {
  readonly _socket: unknown;
  readonly _extensions: unknown;

  constructor(socket: unknown, extensions: unknown = {}) {
    this._socket = socket;
    this._extensions = extensions;
  }

  static frame(data: Buffer): Buffer[] {
    return [Buffer.from(textFrame(data.toString('latin1')), 'latin1')];
  }
}

/** Makes frames of another kind. */
class OtherSender extends Sender {
  static override frame(data: Buffer): Buffer[] {
    return [Buffer.from([0x82, data.length & 0x7f]), data];
  }
}

/** Makes frames only of what nobody has. */
class ThrowingSender extends Sender {
  static override frame(): Buffer[] {
    throw new Error('wants other arguments');
  }
}

function find(transport: { readonly name: string; readonly socket?: unknown }): ReturnType<typeof findNetworkSocket> {
  return findNetworkSocket({ transport } as unknown as RealtimeSocket['conn']);
}

const socket = new Socket();

it("is found below a WebSocket's transport", () => {
  const webSocket = { readyState: 1, _socket: socket, _sender: new Sender(socket) };
  expect(find({ name: 'websocket', socket: webSocket })).toEqual({ socket, webSocket });
});

it.each([
  ['the transport is another', { name: 'polling' }],
  ['the transport has no WebSocket', { name: 'websocket' }],
  ['the WebSocket is closing', { name: 'websocket', socket: { readyState: 2, _socket: socket, _sender: new Sender(socket) } }],
  ['there is no socket in it', { name: 'websocket', socket: { readyState: 1, _sender: new Sender(socket) } }],
  ['the socket is of another kind', { name: 'websocket', socket: { readyState: 1, _socket: {}, _sender: new Sender({}) } }],
  ['there is no sender in it', { name: 'websocket', socket: { readyState: 1, _socket: socket } }],
  ['the sender has another socket', { name: 'websocket', socket: { readyState: 1, _socket: socket, _sender: new Sender({}) } }],
  [
    'messages are compressed',
    { name: 'websocket', socket: { readyState: 1, _socket: socket, _sender: new Sender(socket, { deflate: {} }) } },
  ],
  [
    'the sender tells nothing of extensions',
    { name: 'websocket', socket: { readyState: 1, _socket: socket, _sender: new Sender(socket, null) } },
  ],
  [
    'frames cannot be made that way',
    { name: 'websocket', socket: { readyState: 1, _socket: socket, _sender: new ThrowingSender(socket) } },
  ],
  ['frames look different', { name: 'websocket', socket: { readyState: 1, _socket: socket, _sender: new OtherSender(socket) } }],
  [
    'nothing makes frames',
    {
      name: 'websocket',
      socket: {
        readyState: 1,
        _socket: socket,
        _sender: Object.create(null, { _socket: { value: socket }, _extensions: { value: {} } }) as unknown,
      },
    },
  ],
])('is not used where %s', (_what, transport) => {
  expect(find(transport)).toBeUndefined();
});

describe('at the start', () => {
  it('it is found out that the versions installed here make known frames', () => {
    const io: RealtimeServer = new Server({ perMessageDeflate: false });
    io.attach(createServer());
    expect(areFramesKnown(io)).toBe(true);
    io.engine.close();
  });

  it.each([
    ['there is no WebSocket server', {}],
    ['it has no class for its WebSockets', { ws: { options: {} } }],
    ['nothing makes frames', { ws: { options: { WebSocket: {} } } }],
    ['frames look different', { ws: { options: { WebSocket: { Sender: OtherSender } } } }],
    ['frames cannot be made that way', { ws: { options: { WebSocket: { Sender: ThrowingSender } } } }],
  ])('or that they do not: %s', (_what, engine) => {
    expect(areFramesKnown({ engine } as unknown as RealtimeServer)).toBe(false);
  });

  it.each([
    ['straight', { name: 'websocket', socket: { readyState: 1, _socket: socket, _sender: new Sender(socket) } }, false],
    ['the documented way', { name: 'websocket', socket: {} }, true],
    ['by long polling', { name: 'polling' }, false],
  ])('a connection that is written to %s counts as indirect: %p', (_how, transport, expected) => {
    expect(isIndirect({ transport } as unknown as RealtimeSocket['conn'])).toBe(expected);
  });
});
