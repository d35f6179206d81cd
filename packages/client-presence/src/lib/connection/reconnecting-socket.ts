import { io, type Manager, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import type { PresenceSocket } from './presence-socket.ts';

/** First wait before a reconnection and the longest; Socket.IO spreads each by half of it either way, so that a crash is no storm. */
const USUAL = { firstMs: 500, longestMs: 5000, spread: 0.5 } as const;

/** A socket of its own, not connected yet, that connects again by itself: by a back-off, or as it was planned. */
export function createReconnectingSocket(options: Partial<ManagerOptions & SocketOptions>): PresenceSocket {
  const socket = io({ ...options, tryAllTransports: true, autoConnect: false, forceNew: true });
  const manager = socket.io;
  useUsualBackOff(manager);
  // Both come after the planned wait: from here on it is as if nothing had been planned.
  manager.on('reconnect_attempt', () => {
    useUsualBackOff(manager);
  });
  manager.on('open', () => {
    useUsualBackOff(manager);
  });
  return Object.assign(socket, {
    planReconnection: (delayMs: number): void => {
      manager.reconnectionDelay(delayMs).reconnectionDelayMax(delayMs).randomizationFactor(0);
    },
  });
}

function useUsualBackOff(manager: Manager): void {
  manager.reconnectionDelay(USUAL.firstMs).reconnectionDelayMax(USUAL.longestMs).randomizationFactor(USUAL.spread);
}
