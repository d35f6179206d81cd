import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { describeError } from '../../../describe-error.ts';
import type { LocalAddress } from './sip-transport.ts';

/** What a socket tells. */
export interface DatagramSocketEvents {
  onDatagram(bytes: Buffer, sender: RemoteInfo): void;
  /** It is of no use any more. */
  onError(error: Error): void;
}

/** The state of a line with many calls is some ten kilobytes, and all lines may be told of at once. Bytes. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** A bound socket for datagrams. */
export class DatagramSocket {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Settles when it is bound; fails when the port is taken or the address is not this machine's. */
  static async open(local: LocalAddress, events: DatagramSocketEvents): Promise<DatagramSocket> {
    const socket = createSocket({ type: familyOf(local.host), recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.on('message', (bytes, sender) => {
      events.onDatagram(bytes, sender);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: local.host, port: local.port }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    socket.on('error', (error) => {
      events.onError(error);
    });
    return new DatagramSocket(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(bytes: Buffer, to: LocalAddress, onFailed: (detail: string) => void): void {
    this.#socket.send(bytes, to.port, to.host, (error) => {
      if (error !== null) onFailed(describeError(error));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}

/** The address of this machine from which a host is reached; nothing is sent for it. Fails when there is no way, or no such name. */
export async function findLocalAddress(host: string, port: number): Promise<string> {
  const socket = createSocket({ type: familyOf(host) });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(port, host, resolve);
    });
    return socket.address().address;
  } finally {
    socket.close();
  }
}

/** Of a name it is IPv4: what is only reachable by IPv6 is to be given as an address. */
function familyOf(host: string): 'udp4' | 'udp6' {
  return isIPv6(host) ? 'udp6' : 'udp4';
}
