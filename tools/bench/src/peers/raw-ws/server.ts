import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { announce, createFeed, listen } from '../../fanout/feed.ts';
import { answerProbes } from '../../fanout/probe.ts';
import { itemOf } from '../../fanout/workload.ts';

/** What can be had from `ws` with care: the frame is built once an event and written as it is to every connection. */
const http = createServer();
const sockets = new Map<string, Set<Socket>>();
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
http.on('upgrade', (request, socket: Socket, head) => {
  server.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data: Buffer) => {
      for (const id of JSON.parse(data.toString()) as string[]) sockets.set(id, (sockets.get(id) ?? new Set()).add(socket));
      client.send('subscribed');
    });
  });
});

const items = new Map<string, ReturnType<typeof itemOf>>();
let version = 1_838_080_000_000_000;
const feed = createFeed((line) => {
  version += 1;
  const item = itemOf(line, version);
  items.set(item.id, item);
  const payload = Buffer.from(JSON.stringify({ presenceItems: [item] }));
  // A text frame of 126 to 65,535 bytes, unmasked: RFC 6455 section 5.2.
  const frame = Buffer.concat([Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]), payload]);
  for (const socket of sockets.get(item.id) ?? []) socket.write(frame);
});
announce({ port: await listen(http), feedPort: await listen(feed), probePort: await answerProbes() });
