import { decodeVisiblePresence, type OnlineWatchAck, type PresenceId } from '@lampfield/protocol';
import type { OnlineRefusal } from '../ports/online-doors.ts';

/** What the client says may be done with. */
export interface ClientEventTarget {
  /** The client told what it has on screen. */
  onVisible(ids: readonly PresenceId[]): void;
  /** The client wants to be told who comes online and who leaves. Returns why it is not, if so. */
  onOnlineWatch(): OnlineRefusal | undefined;
  /** The client no longer wants to be told. */
  onOnlineUnwatch(): OnlineRefusal | undefined;
}

/** What each event of a client does; false when its payload is not what the protocol says. */
const EVENT_READERS: Readonly<Record<string, (args: readonly unknown[], target: ClientEventTarget) => boolean>> = {
  'presence:visible': ([payload], target) => {
    const decoded = decodeVisiblePresence(payload);
    if (decoded.ok) target.onVisible(decoded.value.ids);
    return decoded.ok;
  },
  'online:watch': (args, target) => acknowledge(args, () => target.onOnlineWatch()),
  'online:unwatch': (args, target) => acknowledge(args, () => target.onOnlineUnwatch()),
};

/** Every event that a client may send. */
export const CLIENT_EVENTS: readonly string[] = Object.keys(EVENT_READERS);

/**
 * Reads one event of a client; false when nobody knows the event or its payload is malformed. Socket.IO promises a text for its name,
 * but passes on whatever came: a number, or nothing.
 */
export function readClientEvent(event: unknown, args: readonly unknown[], target: ClientEventTarget): boolean {
  const reader = typeof event === 'string' && Object.hasOwn(EVENT_READERS, event) ? EVENT_READERS[event] : undefined;
  return reader?.(args, target) ?? false;
}

/** Does what was asked for and says whether it worked; whoever does not want to know has not asked as the protocol says. */
function acknowledge(args: readonly unknown[], act: () => OnlineRefusal | undefined): boolean {
  const tell = args.at(-1);
  if (typeof tell !== 'function') return false;
  const code = act();
  const answer: OnlineWatchAck = code === undefined ? { ok: true } : { ok: false, code };
  (tell as (ack: OnlineWatchAck) => void)(answer);
  return true;
}
