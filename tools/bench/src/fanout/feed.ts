import { createServer, type Server, type Socket } from 'node:net';
import type { NodePorts } from './system.ts';
import type { FeedLine } from './workload.ts';

/** A TCP server that reads JSON, one object a line: how events come into every Node server of the comparison. */
export function createFeed(onLine: (line: FeedLine) => void): Server {
  return createServer((socket: Socket) => {
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(JSON.parse(line) as FeedLine);
    });
  });
}

/** Listens on any free port of loopback; settles with it. */
export function listen(server: Pick<Server, 'listen' | 'address'>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Tells the bench, which started this process, where to find it. */
export function announce(ports: NodePorts): void {
  console.log(`listening ${JSON.stringify(ports)}`);
}
