import { step, type ReplayStep } from './replay-plan.ts';

/** The request that makes a connection a WebSocket, and the end of the answer to it. */
export function upgradeStep(port: number, path: string, cookie?: string): ReplayStep {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${String(port)}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(cookie === undefined ? [] : [`Cookie: ${cookie}`]),
  ];
  return step(`${lines.join('\r\n')}\r\n\r\n`, '\r\n\r\n');
}

/** A text frame as a client sends it. RFC 6455 section 5.3 wants a mask; one of zeros leaves the text as it is. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? Buffer.from([0x80 | payload.length]) : Buffer.from([0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([Buffer.from([0x81]), length, Buffer.alloc(4), payload]);
}

/** Engine.IO's ping as a server sends it, and its answer. */
export const ENGINE_PING = { ping: Buffer.from([0x81, 1, 0x32]), pong: clientFrame('3') };
