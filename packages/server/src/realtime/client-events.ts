import { decodeVisiblePresence, type OnlineWatchAck, type PresenceId } from '@lampfield/protocol';

/** What the client says may be done with. */
export interface ClientEventTarget {
  /** The client told what it has on screen. */
  onVisible(ids: readonly PresenceId[]): void;
}

/** What each event of a client does; false when its payload is not what the protocol says. */
const EVENT_READERS: Readonly<Record<string, (args: readonly unknown[], target: ClientEventTarget) => boolean>> = {
  'presence:visible': ([payload], target) => {
    const decoded = decodeVisiblePresence(payload);
    if (decoded.ok) target.onVisible(decoded.value.ids);
    return decoded.ok;
  },
  'online:watch': acknowledgeWithoutSource,
  'online:unwatch': acknowledgeWithoutSource,
};

/**
 * Reads one event of a client; false when nobody knows the event or its payload is malformed. Socket.IO promises a text for its name,
 * but passes on whatever came: a number, or nothing.
 */
export function readClientEvent(event: unknown, args: readonly unknown[], target: ClientEventTarget): boolean {
  const reader = typeof event === 'string' && Object.hasOwn(EVENT_READERS, event) ? EVENT_READERS[event] : undefined;
  return reader?.(args, target) ?? false;
}

/** Nothing is configured that knows who is online in an XMPP cluster. */
function acknowledgeWithoutSource(args: readonly unknown[]): boolean {
  const acknowledge = args.at(-1);
  if (typeof acknowledge !== 'function') return false;
  const answer: OnlineWatchAck = { ok: false, code: 'NO_SOURCE' };
  (acknowledge as (ack: OnlineWatchAck) => void)(answer);
  return true;
}
