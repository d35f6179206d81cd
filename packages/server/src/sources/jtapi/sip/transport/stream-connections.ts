import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../../../ports/clock.ts';
import type { Hop, SipTransportEvents, SipTransportSettings, TransportName } from './sip-transport.ts';
import { StreamConnection } from './stream-connection.ts';

/** Parts of the connections. */
export interface StreamConnectionsParts {
  readonly clock: Clock;
  readonly settings: Pick<SipTransportSettings, 'proxy' | 'localAddress' | 'ca' | 'connectTimeoutMs'>;
  readonly events: Pick<SipTransportEvents, 'onMessage' | 'onMalformed'>;
}

/** Who opened a connection and wants to know what becomes of it. */
export interface ConnectionWatch {
  onConnected(connection: StreamConnection): void;
  /** @param error undefined when it was closed in good order */
  onClosed(error: unknown): void;
}

const ignore = (): void => undefined;
const NOBODY: ConnectionWatch = { onConnected: ignore, onClosed: ignore };

/** All streams of a transport: those that were opened from here, by where they go, and those that were opened to here. */
export class StreamConnections {
  readonly #parts: StreamConnectionsParts;
  readonly #opened = new Map<string, StreamConnection>();
  readonly #all = new Set<StreamConnection>();
  readonly #onEmpty: (() => void)[] = [];

  constructor(parts: StreamConnectionsParts) {
    this.#parts = parts;
  }

  /** Sends over the connection that goes there; one is opened if there is none. */
  send(bytes: Buffer, hop: Hop, onFailed: (detail: string) => void): void {
    const connection = this.#find(hop) ?? this.open(hop, NOBODY);
    connection.write(bytes, onFailed);
  }

  /** Opens a connection and keeps it for what goes the same way. */
  open(hop: Hop, watch: ConnectionWatch): StreamConnection {
    const { clock, settings } = this.#parts;
    const socket = this.#connect(hop);
    const key = keyOf(hop);
    const timer = clock.startTimer(settings.connectTimeoutMs, () => socket.destroy(new Error('nothing answers')));
    const connection = this.adopt(socket, hop.transport, (error) => {
      timer.cancel();
      if (this.#opened.get(key) === connection) this.#opened.delete(key);
      watch.onClosed(error);
    });
    this.#opened.set(key, connection);
    socket.once(hop.transport === 'TLS' ? 'secureConnect' : 'connect', () => {
      timer.cancel();
      watch.onConnected(connection);
    });
    return connection;
  }

  /** Listens to a connection, whoever opened it. */
  adopt(socket: Socket, transport: TransportName, onClosed: (error: unknown) => void = ignore): StreamConnection {
    const { events } = this.#parts;
    const connection: StreamConnection = new StreamConnection(socket, {
      onMalformed: (detail) => {
        events.onMalformed(detail);
      },
      onMessage: (message) => {
        const { address, port } = connection.remote;
        const reply = (bytes: Buffer): void => {
          // Who does not get his answer because his connection is gone asks again, or gives up: both are his to do.
          connection.write(bytes, () => undefined);
        };
        events.onMessage(message, { transport, address, port, reply });
      },
      onClosed: (error) => {
        this.#all.delete(connection);
        onClosed(error);
        if (this.#all.size === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
      },
    });
    this.#all.add(connection);
    return connection;
  }

  /** Drops all of them; settles when they are closed. */
  async close(): Promise<void> {
    const isEmpty = new Promise<void>((resolve) => {
      if (this.#all.size === 0) resolve();
      else this.#onEmpty.push(resolve);
    });
    for (const connection of this.#all) connection.destroy();
    await isEmpty;
  }

  /** The connection may have been opened by name while the hop is an address, or the other way round: certificates are for names. */
  #find(hop: Hop): StreamConnection | undefined {
    const direct = this.#opened.get(keyOf(hop));
    if (direct !== undefined) return direct;
    return [...this.#opened.values()].find(({ remote }) => remote.address === hop.host && remote.port === hop.port);
  }

  #connect({ transport, host, port }: Hop): Socket {
    const { localAddress, ca } = this.#parts.settings;
    const where = { host, port, ...(localAddress !== undefined && { localAddress }) };
    if (transport !== 'TLS') return connectTcp(where);
    // An address cannot be asked for by SNI, but the certificate is checked against it all the same.
    const name = isIP(host) === 0 ? { servername: host } : {};
    return connectTls({ ...where, ...name, ...(ca !== undefined && { ca }) });
  }
}

function keyOf({ transport, host, port }: Hop): string {
  return `${transport} ${host} ${String(port)}`;
}
