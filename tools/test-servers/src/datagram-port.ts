import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { canListen, findPort } from './free-port.ts';

/** Where Linux lists the sockets for datagrams; the second column is the local address, its port in hexadecimal digits. */
const SOCKETS = '/proc/net/udp';

/** True when somebody takes datagrams on the port. Found by looking: to try to bind it would keep it from who is about to. */
export async function isDatagramPortTaken(port: number): Promise<boolean> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile(SOCKETS, 'utf8')).split('\n').slice(1);
  return lines.some((line) => line.trim().split(/\s+/)[1]?.endsWith(suffix) === true);
}

/** A port of the loopback interface that is free just now, for datagrams and for connections. */
export function getFreeSipPort(): Promise<number> {
  return findPort(async (port) => (await canBind(port)) && (await canListen(port)));
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, '127.0.0.1', () => {
      socket.close(() => resolve(true));
    });
  });
}
