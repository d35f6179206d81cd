import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { announce, createFeed, listen } from '../../fanout/feed.ts';
import { answerProbes } from '../../fanout/probe.ts';
import { itemOf } from '../../fanout/workload.ts';

/** Plain Socket.IO, as its documentation would have it: a room a contact. */
const http = createServer();
const io = new Server(http, { serveClient: false });
io.on('connection', (socket) => {
  socket.on('subscribe', async (ids: string[]) => {
    await socket.join(ids);
    socket.emit('subscribed');
  });
});

const items = new Map<string, ReturnType<typeof itemOf>>();
let version = 1_838_080_000_000_000;
const feed = createFeed((line) => {
  version += 1;
  const item = itemOf(line, version);
  items.set(item.id, item);
  io.to(item.id).emit('PresenceWebEvt', { presenceItems: [item] });
});
announce({ port: await listen(http), feedPort: await listen(feed), probePort: await answerProbes() });
