import { createServer, type AddressInfo } from 'node:net';

/** A TCP port of the loopback interface that nobody listens on now. Another process may take it before it is used: start at once. */
export function getFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
