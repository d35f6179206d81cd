import { EventEmitter } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { negotiateStarttls } from './starttls.ts';
import { StreamRefusedError } from './stream-refused-error.ts';
import type { StreamTarget } from './stream-target.ts';
import type { LibrarySocket } from './xmpp-library.ts';

/** What a stream socket connects to. */
export interface StreamSocketParameters {
  readonly target: StreamTarget;
  /** The certificate has to be for it (RFC 6120, section 13.7.2), not for the host it runs on. */
  readonly domain: string;
  /** PEM of the only authorities that are trusted; undefined for the public ones. */
  readonly ca: string | undefined;
}

/**
 * The socket under a stream: TCP, with TLS by the target's rules done before the library hears of the connection. It also keeps what
 * the library would not: characters that are cut in two by the network, and errors in what the server sends, which end the stream and
 * not the process.
 */
export class StreamSocket extends EventEmitter implements LibrarySocket {
  secure = false;
  readonly #decoder = new StringDecoder('utf8');
  #socket: Socket | undefined;
  #isDestroyed = false;

  connect(parameters: StreamSocketParameters): void {
    this.#establish(parameters).then(
      (socket) => {
        this.#adopt(socket);
      },
      (error: unknown) => {
        this.#fail(error);
        this.emit('close');
      },
    );
  }

  write(data: string, done?: (error?: Error | null) => void): void {
    if (this.#socket === undefined) done?.(new Error('not connected'));
    else this.#socket.write(data, done);
  }

  end(): void {
    this.#socket?.end();
  }

  /** Drops the connection at once. */
  destroy(): void {
    this.#isDestroyed = true;
    this.#socket?.destroy();
  }

  async #establish(parameters: StreamSocketParameters): Promise<Socket> {
    const { target, domain } = parameters;
    const socket = await this.#openTcp(target);
    if (target.protection === 'none') return socket;
    if (target.protection === 'direct')
      return this.#secure(socket, { ...tlsOptionsOf(parameters), ALPNProtocols: ['xmpp-client'] });
    const outcome = await negotiateStarttls(socket, domain);
    if (outcome === 'proceed') return this.#secure(socket, tlsOptionsOf(parameters));
    socket.destroy();
    if (target.protection === 'starttls') throw new StreamRefusedError('the server does not offer TLS, and tls is required');
    return this.#openTcp(target);
  }

  #openTcp({ host, port }: StreamTarget): Promise<Socket> {
    const socket = connectTcp({ host, port });
    socket.setNoDelay(true);
    return this.#ready(socket, 'connect');
  }

  #secure(socket: Socket, options: ConnectionOptions): Promise<Socket> {
    this.secure = true;
    return this.#ready(connectTls({ ...options, socket }), 'secureConnect').catch((error: unknown) => {
      throw isConnectionLoss(error) ? error : new StreamRefusedError('TLS failed', { cause: error });
    });
  }

  /** Settles when the socket is usable; it can be destroyed meanwhile. */
  #ready<S extends Socket | TLSSocket>(socket: S, event: string): Promise<S> {
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => {
        reject(new Error('the connection was closed'));
      });
      socket.once(event, () => {
        socket.off('error', reject);
        // Until the socket is adopted, and after it was replaced, an error is told by the close that follows.
        socket.on('error', () => undefined);
        resolve(socket);
      });
      if (this.#isDestroyed) socket.destroy();
    });
  }

  #adopt(socket: Socket): void {
    socket.on('error', (error) => {
      this.#fail(error);
    });
    socket.on('close', () => this.emit('close'));
    socket.on('data', (data) => {
      this.#receive(data);
    });
    if (socket.destroyed) this.emit('close');
    else this.emit('connect');
  }

  #receive(data: Buffer): void {
    try {
      this.emit('data', this.#decoder.write(data));
    } catch (error) {
      this.#fail(error);
      this.destroy();
    }
  }

  /** An `error` nobody listens to would end the process; once the library let go of the socket, nobody does. */
  #fail(error: unknown): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}

/** A server that goes in the middle of the handshake has not refused anything. */
function isConnectionLoss(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code !== 'string' || code === 'ECONNRESET' || code === 'EPIPE' || code === 'ETIMEDOUT';
}

function tlsOptionsOf({ domain, ca }: StreamSocketParameters): ConnectionOptions {
  // An address cannot be asked for by SNI, but the certificate is checked against it all the same.
  const name: ConnectionOptions = isIP(domain) === 0 ? { servername: domain } : { host: domain };
  return { ...name, ...(ca !== undefined && { ca }) };
}
