import type { PresenceId } from './presence-id.ts';
import type { PresenceItem, PresenceReason } from './presence-item.ts';
import type { PresenceType } from './presence-type.ts';

/** Path of the Socket.IO endpoint below the base path. */
export const SOCKET_PATH = 'socket.io';

/** The client type that presence is pushed to. */
export const WEB_ATTENDANT = 'webattendant';

/** New states of presentities that the user watches; at least one. */
export interface PresenceWebEvt {
  readonly presenceItems: readonly PresenceItem[];
}

/** A source went or came back: one event instead of one per item. */
export interface SourceStateEvt {
  readonly type: PresenceType;
  readonly state: 'UP' | 'DOWN';
  /** Epoch milliseconds. */
  readonly since: number;
  readonly reason?: PresenceReason;
}

/** First event of a connection. Another epoch than before: versions start anew, lower ones are accepted once. */
export interface HelloEvt {
  readonly serverEpoch: string;
  /** Epoch milliseconds. */
  readonly serverTime: number;
}

/**
 * The server is about to close this connection because it stops. Whoever connects again at a moment of his own within that time, chosen by
 * chance, does not meet all the others at the door.
 */
export interface ServerDrainingEvt {
  /** Milliseconds; grows with the number of connections. */
  readonly reconnectWithinMs: number;
}

/** A user of the XMPP cluster. */
export interface OnlineUser {
  readonly user: string;
  readonly host: string;
}

/**
 * Who came online and who left since the event before, at most twice a second. Somebody who left and came back in between is among `joined`: what counts is
 * where each stands at `seq`. `reset` says: what was known is void, fetch the list again.
 */
export interface OnlineUsersEvt {
  readonly seq: number;
  readonly total: number;
  readonly joined: readonly OnlineUser[];
  readonly left: readonly OnlineUser[];
  readonly reset?: true;
}

/** What the client has on screen now. */
export interface VisiblePresence {
  readonly ids: readonly PresenceId[];
}

/** Acknowledgement of `online:watch` and `online:unwatch`. */
export interface OnlineWatchAck {
  readonly ok: boolean;
  readonly code?: string;
}

/** Events from server to client, as Socket.IO types them. */
export interface ServerToClientEvents {
  PresenceWebEvt: (event: PresenceWebEvt) => void;
  SourceStateEvt: (event: SourceStateEvt) => void;
  hello: (event: HelloEvt) => void;
  OnlineUsersEvt: (event: OnlineUsersEvt) => void;
  'server:draining': (event: ServerDrainingEvt) => void;
}

/** Events from client to server, as Socket.IO types them. */
export interface ClientToServerEvents {
  'presence:visible': (visible: VisiblePresence) => void;
  'online:watch': (acknowledge: (ack: OnlineWatchAck) => void) => void;
  'online:unwatch': (acknowledge: (ack: OnlineWatchAck) => void) => void;
}
