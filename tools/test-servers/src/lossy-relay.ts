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

/** Numbers by chance, from 0 to below 1. */
interface Draws {
  next(): number;
}

/**
 * Relays SIP datagrams to a port of the loopback interface and back, and swallows a third of them by chance. Not every third one: what is sent again each
 * 4 s beside a ping a second could be the third each time, and would then never arrive. Both ends say in Contact where they want to be reached; that is
 * changed to the relay, or requests would go past it.
 *
 * @param chance asked for each datagram in turn
 */
export async function startLossyRelay(serverPort: number, chance: Draws): Promise<LossyRelay> {
  const relay = new Relay(serverPort, await bindSocket(), chance);
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
  readonly #chance: Draws;
  /** By the port of the client whose datagrams they send on. */
  readonly #backs = new Map<number, Promise<Socket>>();
  isLossy = true;
  dropped = 0;

  constructor(serverPort: number, front: Socket, chance: Draws) {
    this.#serverPort = serverPort;
    this.#chance = chance;
    this.front = front;
    front.on('message', (bytes, { port }) => {
      if (!this.#swallows()) void this.#sendUp(bytes, port);
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
      if (!this.#swallows()) this.front.send(withContact(bytes, this.#serverPort, this.front), clientPort, '127.0.0.1');
    });
    return back;
  }

  #swallows(): boolean {
    const isSwallowed = this.isLossy && this.#chance.next() < 1 / 3;
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
