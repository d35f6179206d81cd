import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below those that Linux gives to whoever asks for any, connections included: a server that is stopped and started again finds its own port
 * free, however many connections were made meanwhile. Browsers refuse none of these.
 */
const LOWEST_PORT = 12_000;
const HIGHEST_PORT = 32_000;

/** No port is given twice: who got it may not listen yet, or not at this moment. */
const given = new Set<number>();

/** A TCP port of the loopback interface that nobody listens on now. */
export function getFreePort(): Promise<number> {
  return findPort(canListen);
}

/** The first of random ports that is free in the eyes of the caller, too. */
export async function findPort(isFree: (port: number) => Promise<boolean>): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

/** True when nobody listens there for connections. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
