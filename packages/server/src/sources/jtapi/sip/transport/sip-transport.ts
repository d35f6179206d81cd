import type { EndKind } from '../../../reconnect-delay.ts';
import type { SipMessage } from '../message/sip-message.ts';

/** How messages travel, as a Via says it. */
export type TransportName = 'UDP' | 'TCP' | 'TLS';

/** Where a message goes next. */
export interface Hop {
  readonly transport: TransportName;
  /** A name or an address; one of IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Where we are found: what Contact and Via say. */
export interface LocalAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a message came from, and the way back for its answer. */
export interface Origin {
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
  /** @param port where the answer goes on the sender's host; of no matter for streams, which go back the way they came */
  reply(bytes: Buffer, port: number): void;
}

/** What a transport tells. Nothing after `close`. */
export interface SipTransportEvents {
  /** It can be used from now on. */
  onOpen(): void;
  onMessage(message: SipMessage, origin: Origin): void;
  /** Something arrived that is no message; said for the log. */
  onMalformed(detail: string): void;
  /** It cannot be used any more, or never could: a new one is needed. */
  onLost(kind: EndKind, detail: string): void;
}

/** Carries messages to the proxy and from whoever has something to tell us. */
export interface SipTransport {
  /** Of the proxy. */
  readonly protocol: TransportName;
  /** Only while it is open. */
  readonly local: LocalAddress;
  /** @param onFailed the message has certainly not arrived; called at most once, and never before `send` returns */
  send(bytes: Buffer, hop: Hop, onFailed: (detail: string) => void): void;
  /** Lets go of everything; settles when all sockets are closed. */
  close(): Promise<void>;
}

/** What a transport is opened with. */
export interface SipTransportSettings {
  /** The proxy. */
  readonly proxy: Hop;
  /** An address of this machine; undefined for the one that the proxy is reached from. */
  readonly localAddress: string | undefined;
  /** Where we listen; 0 for a port of the system's choice. */
  readonly localPort: number;
  /** PEM of the only authorities that are trusted; undefined for the public ones. */
  readonly ca: string | undefined;
  /** Longest time a connection may take to be made, milliseconds. */
  readonly connectTimeoutMs: number;
}
