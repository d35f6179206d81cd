import type { Clock } from '../../../../ports/clock.ts';
import { describeEnd, endKindOf } from './connection-end.ts';
import { MutableEvents } from './mutable-events.ts';
import type { Hop, LocalAddress, SipTransport, SipTransportEvents, SipTransportSettings } from './sip-transport.ts';
import type { StreamConnection } from './stream-connection.ts';
import { StreamConnections } from './stream-connections.ts';
import { StreamListener } from './stream-listener.ts';

/**
 * Messages in a stream to the proxy, kept open; when it ends, the transport is lost. With TCP we listen as well, and that is where
 * we are found. With TLS we do not, because to be connected to would take a certificate of our own: we are found at this end of the
 * connection, which the proxy has to use again (as it does for every phone; RFC 5923 has the words for it).
 */
export class StreamTransport implements SipTransport {
  readonly protocol: 'TCP' | 'TLS';
  readonly #settings: SipTransportSettings;
  readonly #events: MutableEvents;
  readonly #streams: StreamConnections;
  #listener: Promise<StreamListener> | undefined;
  #local: LocalAddress | undefined;

  constructor(clock: Clock, settings: SipTransportSettings, events: SipTransportEvents) {
    this.protocol = settings.proxy.transport === 'TLS' ? 'TLS' : 'TCP';
    this.#settings = settings;
    this.#events = new MutableEvents(events);
    this.#streams = new StreamConnections({ clock, settings, events: this.#events });
    this.#streams.open(settings.proxy, {
      onConnected: (connection) => {
        this.#onConnected(connection);
      },
      onClosed: (error) => {
        this.#events.onLost(endKindOf(error), describeEnd(error));
      },
    });
  }

  get local(): LocalAddress {
    if (this.#local === undefined) throw new Error('The transport is not open');
    return this.#local;
  }

  send(bytes: Buffer, hop: Hop, onFailed: (detail: string) => void): void {
    this.#streams.send(bytes, hop, onFailed);
  }

  async close(): Promise<void> {
    this.#events.mute();
    const listener = await this.#listener?.catch(() => undefined);
    const isListening = listener?.close();
    await this.#streams.close();
    await isListening;
  }

  #onConnected({ local }: StreamConnection): void {
    if (this.protocol === 'TLS') {
      this.#local = local;
      this.#events.onOpen();
      return;
    }
    const { localPort } = this.#settings;
    this.#listener = StreamListener.open(
      { host: local.host, port: localPort },
      (socket) => void this.#streams.adopt(socket, 'TCP'),
    );
    this.#listener.then(
      ({ port }) => {
        this.#local = { host: local.host, port };
        this.#events.onOpen();
      },
      (error: unknown) => {
        this.#events.onLost('refused', describeEnd(error));
      },
    );
  }
}
