import { Socket } from 'node:net';
import { textFrame } from './event-frames.ts';
import type { RealtimeServer, RealtimeSocket } from './realtime-deps.ts';

/** A connection below Socket.IO. */
type Connection = RealtimeSocket['conn'];

/** What is used of a WebSocket of `ws`; the names with a line in front are not promised by its documentation. */
interface InsideWebSocket {
  readonly readyState: number;
  readonly _socket: unknown;
  readonly _sender: InsideSender | undefined;
}

interface InsideSender {
  readonly _socket: unknown;
  readonly _extensions: unknown;
}

/** What is used of a WebSocket server of `ws`; its option `WebSocket` is documented, the rest is not. */
interface InsideWebSocketServer {
  readonly options?: { readonly WebSocket?: { readonly Sender?: unknown } };
}

const OPEN = 1;

/** Payloads whose lengths are written in each of the three ways there are. */
const SAMPLES = ['', 'x'.repeat(125), 'x'.repeat(126), 'x'.repeat(65_535), 'x'.repeat(65_536)];

/** The way past Socket.IO, Engine.IO and ws, for one connection. */
export interface NetworkSocket {
  readonly socket: Socket;
  /** Its `readyState` says whether frames may still be written: 1 = OPEN, as in the browser's WebSocket. */
  readonly webSocket: { readonly readyState: number };
}

/**
 * The network's socket below a connection; undefined where there is none, as with long polling, or where anything is not as this file
 * knows it: then everything goes the documented way, which does the same and costs more.
 */
export function findNetworkSocket(connection: Connection): NetworkSocket | undefined {
  const { transport } = connection;
  if (transport.name !== 'websocket') return undefined;
  const { socket: webSocket } = transport as unknown as { readonly socket?: InsideWebSocket };
  const socket = webSocket?._socket;
  if (webSocket?.readyState !== OPEN || !(socket instanceof Socket)) return undefined;
  return isSenderKnown(webSocket._sender, socket) ? { socket, webSocket } : undefined;
}

/** What is still open of the network below a connection that is over; undefined where nothing is, or where it is not as this file knows it. */
export function findLeftOpen({ transport }: Connection): Socket | undefined {
  if (transport.name !== 'websocket') return undefined;
  const { socket: webSocket } = transport as unknown as { readonly socket?: Partial<InsideWebSocket> };
  const socket = webSocket?._socket;
  return socket instanceof Socket && !socket.destroyed ? socket : undefined;
}

/** Nothing is compressed, and frames look as they do here. */
function isSenderKnown(sender: InsideSender | undefined, socket: Socket): boolean {
  if (sender?._socket !== socket) return false;
  const extensions = sender._extensions;
  if (typeof extensions !== 'object' || extensions === null || Object.keys(extensions).length > 0) return false;
  return makesSameFrames(sender.constructor);
}

/**
 * Whether connections of this server can be written to past Socket.IO: the class that makes the frames is where it is expected, and makes
 * the same ones. To be found out at the start, while there is no connection yet.
 */
export function areFramesKnown(io: RealtimeServer): boolean {
  const { ws } = io.engine as unknown as { readonly ws?: InsideWebSocketServer };
  return makesSameFrames(ws?.options?.WebSocket?.Sender);
}

/** Whether a connection is a WebSocket that is written to the documented way. */
export function isIndirect(connection: Connection): boolean {
  return connection.transport.name === 'websocket' && findNetworkSocket(connection) === undefined;
}

/** By the class that makes the frames: there is one of them, so this is found out once. */
const compared = new WeakMap<object, boolean>();

function makesSameFrames(maker: unknown): boolean {
  if (typeof maker !== 'function') return false;
  const known = compared.get(maker);
  if (known !== undefined) return known;
  const isSame = SAMPLES.every((sample) => frameOf(maker, sample) === textFrame(sample));
  compared.set(maker, isSame);
  return isSame;
}

/** As another version might make it, in whatever way that fails. */
function frameOf(maker: object, sample: string): string | undefined {
  const { frame } = maker as { readonly frame?: (data: Buffer, options: object) => Buffer[] };
  const options = { fin: true, opcode: 1, mask: false, rsv1: false, readOnly: true };
  try {
    return frame && Buffer.concat(frame(Buffer.from(sample), options)).toString('latin1');
  } catch {
    return undefined;
  }
}
