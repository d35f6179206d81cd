import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

/** Where Linux lists the sockets for datagrams; the second column is the local address, its port in hexadecimal digits. */
const SOCKETS = '/proc/net/udp';

/** True when somebody takes datagrams on the port. Found by looking: to try to bind it would keep it from who is about to. */
export async function isDatagramPortTaken(port: number): Promise<boolean> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile(SOCKETS, 'utf8')).split('\n').slice(1);
  return lines.some((line) => line.trim().split(/\s+/)[1]?.endsWith(suffix) === true);
}

/** A port of the loopback interface that is free just now, for datagrams and for connections. */
export async function getFreeSipPort(): Promise<number> {
  for (;;) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    const isFree = await canListen(port);
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    if (isFree) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
