import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A stretch of bad network. */
export interface LossyRelay {
  /** Where it takes datagrams for the server; those of each sender go on from a port of their own. */
  readonly port: number;
  /** Datagrams that were swallowed so far. */
  readonly dropped: number;
  /** Stops swallowing, or begins again. */
  setLossy(isLossy: boolean): void;
  stop(): Promise<void>;
}

/**
 * Relays SIP datagrams to a port of the loopback interface and back, and swallows every third one of each direction: always the same ones, so that a run
 * can be repeated. Both ends say in Contact where they want to be reached; that is changed to the relay, or requests would go past it.
 */
export async function startLossyRelay(serverPort: number): Promise<LossyRelay> {
  const relay = new Relay(serverPort, await bindSocket());
  return {
    port: relay.front.address().port,
    get dropped() {
      return relay.dropped;
    },
    setLossy: (isLossy) => {
      relay.isLossy = isLossy;
    },
    stop: () => relay.stop(),
  };
}

class Relay {
  readonly front: Socket;
  readonly #serverPort: number;
  /** By the port of the client whose datagrams they send on. */
  readonly #backs = new Map<number, Promise<Socket>>();
  readonly #counts = { up: 0, down: 0 };
  isLossy = true;
  dropped = 0;

  constructor(serverPort: number, front: Socket) {
    this.#serverPort = serverPort;
    this.front = front;
    front.on('message', (bytes, { port }) => {
      if (!this.#swallows('up')) void this.#sendUp(bytes, port);
    });
  }

  async stop(): Promise<void> {
    const sockets = [this.front, ...(await Promise.all(this.#backs.values()))];
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  async #sendUp(bytes: Buffer, clientPort: number): Promise<void> {
    const opening = this.#backs.get(clientPort) ?? this.#openBack(clientPort);
    this.#backs.set(clientPort, opening);
    const back = await opening;
    back.send(withContact(bytes, clientPort, back), this.#serverPort, '127.0.0.1');
  }

  async #openBack(clientPort: number): Promise<Socket> {
    const back = await bindSocket();
    back.on('message', (bytes) => {
      if (!this.#swallows('down')) this.front.send(withContact(bytes, this.#serverPort, this.front), clientPort, '127.0.0.1');
    });
    return back;
  }

  #swallows(direction: 'up' | 'down'): boolean {
    this.#counts[direction] += 1;
    const isSwallowed = this.isLossy && this.#counts[direction] % 3 === 0;
    if (isSwallowed) this.dropped += 1;
    return isSwallowed;
  }
}

async function bindSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** The message with the relay's port in its Contact. Bodies stay as they are, so that the length stays right. */
function withContact(bytes: Buffer, port: number, relay: Socket): Buffer {
  const text = bytes.toString('latin1');
  const contact = new RegExp(String.raw`^(Contact: .*127\.0\.0\.1):${String(port)}\b`, 'm');
  return Buffer.from(text.replace(contact, `$1:${String(relay.address().port)}`), 'latin1');
}
