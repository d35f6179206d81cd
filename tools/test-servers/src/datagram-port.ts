import { createSocket } from 'node:dgram';

/** True when somebody takes datagrams on the port of the loopback interface. */
export function isDatagramPortTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(true);
    });
    socket.bind(port, '127.0.0.1', () => {
      socket.close(() => resolve(false));
    });
  });
}
