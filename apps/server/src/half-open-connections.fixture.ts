import { connect, type Socket } from 'node:net';
import { waitUntil } from '@lampfield/test-servers';

/** Connections opened at the same moment; more would overflow what the kernel keeps for a server that has not accepted them yet. */
const AT_ONCE = 200;

/** Connections of the bare network on which something was begun and is never finished. */
export class HalfOpenConnections {
  readonly #sockets: Socket[] = [];
  #openCount = 0;

  /** Opens so many and says the same on each, nothing if it is empty. */
  async open(url: string, count: number, text: string): Promise<void> {
    for (let opened = 0; opened < count; opened += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - opened) }, () =>
        this.#openOne(Number(new URL(url).port), text),
      );
      await Promise.all(some);
    }
  }

  get openCount(): number {
    return this.#openCount;
  }

  waitUntilClosed(timeoutMs: number): Promise<boolean> {
    return waitUntil(() => this.#openCount === 0, {
      timeoutMs,
      what: () => `the server to close ${String(this.#openCount)} connections`,
    });
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #openOne(port: number, text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      this.#sockets.push(socket);
      socket.once('error', reject).once('connect', () => {
        // How the end shows is up to the kernel, and so is whether it is an error.
        socket.off('error', reject).on('error', () => undefined);
        this.#openCount += 1;
        socket.once('close', () => (this.#openCount -= 1)).resume();
        if (text !== '') socket.write(text);
        resolve();
      });
    });
  }
}
