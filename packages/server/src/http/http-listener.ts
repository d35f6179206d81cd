import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import type { TlsIdentity } from './tls-identity.ts';

/** How long the headers of a request may take; a slow one, or one that never comes, holds a connection and nothing else. */
const HEADERS_TIMEOUT_MS = 10_000;

/** How long a whole request may take to come in. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Connections that may wait to be accepted. After a restart every client comes back at once; what does not fit is dropped by the kernel without a
 * word and tried again after 1, 3, 7 seconds. The kernel has a bound of its own (`net.core.somaxconn`, 4,096 on Linux).
 */
const BACKLOG = 4096;

/** How often connections are looked at for that; Node's own half a minute would let a flood of silent ones stand for longer. */
const CHECK_INTERVAL_MS = 5000;

/** What bounds the time that a client may take to ask. */
const PATIENCE = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
} as const;

/** How long a caller may keep his end of a connection open when this end is closed: after that nothing watches it any more, least of all after an upgrade. */
export const HALF_CLOSED_MS = 5000;

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

/** The server cannot listen there; the message says why, for a person. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this user may not listen on that port',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the host name cannot be resolved',
};

/** An HTTP server that can be stopped within a given time, whatever its clients do. */
export class HttpListener {
  readonly server: Server | SecureServer;
  readonly #tls: TlsIdentity | undefined;
  readonly #clock: Clock;
  readonly #sockets = new Set<Socket>();
  readonly #running = new Set<ServerResponse>();
  #isDraining = false;

  /**
   * @param tls with it the server speaks https
   * @throws ListenError when its certificate cannot be used
   */
  constructor(listener: RequestListener, clock: Clock, tls?: TlsIdentity) {
    this.#clock = clock;
    this.#tls = tls;
    const onRequest = (req: IncomingMessage, res: ServerResponse): void => {
      if (this.#isDraining) res.setHeader('Connection', 'close');
      this.#running.add(res);
      res.once('close', () => this.#running.delete(res));
      listener(req, res);
    };
    this.server = createAnyServer(onRequest, tls);
    this.#watchSockets(this.server);
  }

  /**
   * Begins to listen.
   *
   * @returns the port, which was chosen if 0 was asked for
   * @throws ListenError
   */
  listen({ host, port }: ListenAddress): Promise<number> {
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => {
        const reason = REASONS[error.code ?? ''] ?? error.message;
        reject(new ListenError(`cannot listen on ${host}, port ${String(port)}: ${reason}`, { cause: error }));
      };
      this.server.once('error', onError);
      this.server.listen({ port, host, backlog: BACKLOG }, () => {
        this.server.off('error', onError);
        this.#tls?.watch((material) => {
          if ('setSecureContext' in this.server) this.server.setSecureContext(material);
        });
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** With listeners that all share: there are as many sockets as people watch, and they stay. */
  #watchSockets(server: Server | SecureServer): void {
    const sockets = this.#sockets;
    const closeSoon = this.#closeSoon.bind(this);
    function onClose(this: Socket): void {
      sockets.delete(this);
    }
    function onFinish(this: Socket): void {
      closeSoon(this);
    }
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', onClose).on('finish', onFinish);
    });
  }

  #closeSoon(socket: Socket): void {
    const timer = this.#clock.startTimer(HALF_CLOSED_MS, () => socket.destroy());
    socket.once('close', () => {
      timer.cancel();
    });
  }

  /** Takes no new connections, lets running calls end, and cuts off what is left after the grace; milliseconds. */
  drain(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.startTimer(graceMs, () => {
        for (const socket of this.#sockets) socket.destroy();
      });
      // A connection that is kept after its answer would hold up the end until it has been idle for long enough.
      this.#isDraining = true;
      this.#tls?.stop();
      for (const res of this.#running) if (!res.headersSent) res.setHeader('Connection', 'close');
      this.server.close(() => {
        timer.cancel();
        resolve();
      });
    });
  }
}

function createAnyServer(onRequest: RequestListener, tls: TlsIdentity | undefined): Server | SecureServer {
  if (tls === undefined) return createServer(PATIENCE, onRequest);
  try {
    return createSecureServer({ ...PATIENCE, ...tls.read() }, onRequest);
  } catch (error) {
    throw new ListenError(`server.tls: the certificate cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
