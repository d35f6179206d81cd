import type { Socket } from 'node:net';
import { describeError } from '../../../describe-error.ts';
import { MessageStream } from '../message/message-stream.ts';
import type { SipMessage } from '../message/sip-message.ts';

/** What a connection tells; `onClosed` is the last. */
export interface StreamConnectionEvents {
  onMessage(message: SipMessage): void;
  onMalformed(detail: string): void;
  onClosed(error: unknown): void;
}

const PONG = Buffer.from('\r\n');

/** A stream that carries messages both ways, whoever opened it. */
export class StreamConnection {
  readonly #socket: Socket;
  readonly #events: StreamConnectionEvents;
  readonly #stream = new MessageStream();
  #error: unknown;

  /** @param socket connected, or about to be: what is written meanwhile waits */
  constructor(socket: Socket, events: StreamConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      this.#receive(bytes);
    });
    // Whoever says that he will send no more has gone: half a connection is of no use for requests.
    socket.on('end', () => socket.destroy());
    socket.on('error', (error) => {
      this.#error = error;
    });
    socket.on('close', () => {
      events.onClosed(this.#error);
    });
  }

  /** Of the far end; empty and 0 when there is none any more. */
  get remote(): { readonly address: string; readonly port: number } {
    return { address: plainAddress(this.#socket.remoteAddress), port: this.#socket.remotePort ?? 0 };
  }

  /** Of this end. */
  get local(): { readonly host: string; readonly port: number } {
    return { host: plainAddress(this.#socket.localAddress), port: this.#socket.localPort ?? 0 };
  }

  /** @param onFailed the bytes have not been sent */
  write(bytes: Buffer, onFailed: (detail: string) => void): void {
    this.#socket.write(bytes, (error) => {
      if (error != null) onFailed(describeError(error));
    });
  }

  /** Drops the connection; `onClosed` follows. */
  destroy(error?: Error): void {
    this.#error ??= error;
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    const { messages, pings, broken } = this.#stream.push(bytes);
    // RFC 5626, section 4.4.1: a double line break is answered by a single one.
    if (pings > 0) this.#socket.write(PONG);
    for (const message of messages) {
      if ('malformed' in message) this.#events.onMalformed(message.malformed);
      else this.#events.onMessage(message);
    }
    if (broken === undefined) return;
    this.#events.onMalformed(broken);
    this.destroy(new Error(`what arrived is no SIP: ${broken}`));
  }
}

/** An address of IPv4 that a socket for IPv6 shows as `::ffff:192.0.2.1`, as itself. */
function plainAddress(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
