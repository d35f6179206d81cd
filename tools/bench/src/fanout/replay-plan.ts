/** Where the marker goes in a message: as long as the one that the load generator writes. */
export const MARKER = '@@00000000000000000';

/** Something to send, and what of the answer has to arrive before the next step; empty: nothing is waited for. */
export interface ReplayStep {
  readonly send: Buffer;
  readonly expect: Buffer;
}

/** A connection to the server on this machine: what it plays before it counts as open. */
export interface ReplayConnection {
  readonly port: number;
  readonly steps: readonly ReplayStep[];
}

/** One event: contains {@link MARKER} once. */
export interface ReplayMessage {
  readonly bytes: Buffer;
  /** How many connections it reaches. */
  readonly fanOut: number;
}

/** All that the load generator needs to know of a protocol. */
export interface ReplayPlan {
  /** What the server says now and then to be sure of the client, and the answer; empty where it does not. */
  readonly ping: Buffer;
  readonly pong: Buffer;
  readonly watchers: readonly ReplayConnection[];
  readonly publisher: ReplayConnection;
  /** Published one after the other, over and over. */
  readonly messages: readonly ReplayMessage[];
}

/** The plan as `native/replay.c` reads it: little-endian 32-bit numbers, texts with their length in front. */
export function encodePlan({ ping, pong, watchers, publisher, messages }: ReplayPlan): Buffer {
  const connections = [...watchers, publisher];
  return Buffer.concat([
    text(ping),
    text(pong),
    number(connections.length),
    ...connections.flatMap(({ port, steps }) => [
      number(port),
      number(steps.length),
      ...steps.flatMap(({ send, expect }) => [text(send), text(expect)]),
    ]),
    number(messages.length),
    ...messages.flatMap(({ bytes, fanOut }) => [number(fanOut), number(getMarkerPlace(bytes)), text(bytes)]),
  ]);
}

/** A step of texts. */
export function step(send: string | Buffer, expect: string | Buffer = ''): ReplayStep {
  return { send: Buffer.from(send), expect: Buffer.from(expect) };
}

function getMarkerPlace(bytes: Buffer): number {
  const place = bytes.indexOf(MARKER);
  if (place < 0) throw new Error('a message without a marker');
  return place;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function text(bytes: Buffer): Buffer {
  return Buffer.concat([number(bytes.length), bytes]);
}
