import type { RemoteInfo } from 'node:dgram';
import type { Clock } from '../../../../ports/clock.ts';
import { readDatagram } from '../message/read-message.ts';
import { describeEnd } from './connection-end.ts';
import { DatagramSocket, findLocalAddress } from './datagram-socket.ts';
import { MutableEvents } from './mutable-events.ts';
import type { Hop, LocalAddress, SipTransport, SipTransportEvents, SipTransportSettings } from './sip-transport.ts';
import { StreamConnections } from './stream-connections.ts';
import { StreamListener } from './stream-listener.ts';

/** How often another port is tried when the one the system chose for UDP is taken for TCP. */
const MOST_TRIES = 10;

interface Doors {
  readonly socket: DatagramSocket;
  readonly listener: StreamListener;
  readonly local: LocalAddress;
}

/**
 * Messages in datagrams. What is too large for one goes by TCP, and whoever has something large for us may come by TCP as well, to the same
 * port (RFC 3261, sections 18.1.1 and 18.2.1).
 */
export class UdpTransport implements SipTransport {
  readonly protocol = 'UDP';
  readonly #settings: SipTransportSettings;
  readonly #events: MutableEvents;
  readonly #streams: StreamConnections;
  #doors: Doors | undefined;
  readonly #opening: Promise<void>;

  constructor(clock: Clock, settings: SipTransportSettings, events: SipTransportEvents) {
    this.#settings = settings;
    this.#events = new MutableEvents(events);
    this.#streams = new StreamConnections({ clock, settings, events: this.#events });
    this.#opening = this.#open().catch((error: unknown) => {
      this.#events.onLost('lost', describeEnd(error));
    });
  }

  get local(): LocalAddress {
    if (this.#doors === undefined) throw new Error('The transport is not open');
    return this.#doors.local;
  }

  send(bytes: Buffer, hop: Hop, onFailed: (detail: string) => void): void {
    if (hop.transport === 'UDP') this.#doors?.socket.send(bytes, hop, onFailed);
    else this.#streams.send(bytes, hop, onFailed);
  }

  async close(): Promise<void> {
    this.#events.mute();
    await this.#opening;
    const isListening = this.#doors?.listener.close();
    await this.#streams.close();
    await isListening;
    await this.#doors?.socket.close();
    this.#doors = undefined;
  }

  async #open(): Promise<void> {
    const { proxy, localAddress, localPort } = this.#settings;
    const host = localAddress ?? (await findLocalAddress(proxy.host, proxy.port));
    this.#doors = await this.#openDoors({ host, port: localPort }, MOST_TRIES);
    this.#events.onOpen();
  }

  async #openDoors(wanted: LocalAddress, tries: number): Promise<Doors> {
    const socket = await DatagramSocket.open(wanted, {
      onDatagram: (bytes, sender) => {
        this.#receive(bytes, sender);
      },
      onError: (error) => {
        this.#events.onLost('lost', describeEnd(error));
      },
    });
    const local = { host: wanted.host, port: socket.port };
    try {
      const listener = await StreamListener.open(local, (accepted) => void this.#streams.adopt(accepted, 'TCP'));
      return { socket, listener, local };
    } catch (error) {
      await socket.close();
      if (wanted.port !== 0 || tries <= 1) throw error;
      return this.#openDoors(wanted, tries - 1);
    }
  }

  #receive(bytes: Buffer, { address, port }: RemoteInfo): void {
    // Line breaks alone keep a way through a firewall open; they say nothing.
    if (/^[\r\n\0]*$/.test(bytes.toString('latin1', 0, 8))) return;
    const message = readDatagram(bytes);
    if ('malformed' in message) {
      this.#events.onMalformed(message.malformed);
      return;
    }
    const reply = (answer: Buffer, toPort: number): void => {
      this.#doors?.socket.send(answer, { host: address, port: toPort }, () => undefined);
    };
    this.#events.onMessage(message, { transport: 'UDP', address, port, reply });
  }
}
