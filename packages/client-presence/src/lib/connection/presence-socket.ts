import { inject, InjectionToken } from '@angular/core';
import { SOCKET_PATH } from '@lampfield/protocol';
import { PRESENCE_OPTIONS } from '../presence-options.ts';
import { createReconnectingSocket } from './reconnecting-socket.ts';

/** The little of Socket.IO's client that this package uses. */
export interface PresenceSocket {
  /** Events of the connection (`connect`, `disconnect`, `connect_error`) and of the server, payloads unchecked. */
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  /**
   * Sends an event with its payload; where the last argument is a function, the server's answer, unchecked, goes to it. Without a connection it would be
   * kept for the next.
   */
  emit(event: string, ...args: unknown[]): unknown;
  /** True while the socket connects again by itself. */
  readonly active: boolean;
  connect(): unknown;
  /** Closes for good and sends nothing any more. */
  disconnect(): unknown;
  /**
   * When the connection breaks next, it is made again after exactly this time, and by the usual back-off where that fails. Milliseconds. A
   * socket without it only has its usual back-off.
   */
  planReconnection?(delayMs: number): void;
}

/** Makes an unconnected socket to the server. */
export type PresenceSocketFactory = () => PresenceSocket;

/** The factory of the socket; tests provide their own. */
export const PRESENCE_SOCKET_FACTORY = new InjectionToken<PresenceSocketFactory>('PRESENCE_SOCKET_FACTORY', {
  providedIn: 'root',
  factory: () => {
    const { basePath, clientType, transports } = inject(PRESENCE_OPTIONS);
    return () =>
      createReconnectingSocket({
        path: `${basePath}${SOCKET_PATH}`,
        auth: { clientType },
        transports: [...transports],
      });
  },
});
