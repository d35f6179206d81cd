import type { OnlineCountResponse, OnlineResponse, OnlineUsersEvt } from '@lampfield/protocol';
import type { OnlineQuery } from './online-users.ts';

/** Why nothing is told: no source knows, the user may not see it, or it has not been loaded. */
export type OnlineRefusal = 'NO_SOURCE' | 'NOT_ALLOWED' | 'REPLICA_NOT_READY';

/**
 * The way out of a connection that watches who comes and goes; the same promises as `PushSink`: synchronous, never throws, and nothing more is
 * sent while what was sent before still waits.
 */
export interface OnlineSink {
  /** False while something that was pushed, of whatever kind, has not been handed to the network yet. */
  readonly isReady: boolean;
  /** Has the callback run whenever the sink becomes ready again, besides those that others asked for. Returns what ends that. */
  onReady(callback: () => void): () => void;
  pushOnlineUsers(event: OnlineUsersEvt): void;
}

/** A connection that may watch. */
export interface OnlineConnection {
  /** Unique per connection. */
  readonly id: string;
  readonly username: string;
  readonly sink: OnlineSink;
}

/** What the doors (HTTP, Socket.IO) need of whoever knows who is online. Usernames are canonical. */
export interface OnlineDoors {
  /** Whether the user may see the list; false too where there is no source. What `GET /api/reload` says as permission ONLINE. */
  maySee(username: string): boolean;
  /** Why the user is not told the list now, in the order of the reasons; undefined when he is. */
  findRefusal(username: string): OnlineRefusal | undefined;
  /** One page; the list names people, so it needs the permission. `BAD_CURSOR`: the cursor is not one of ours. */
  list(username: string, query: OnlineQuery): OnlineResponse | OnlineRefusal | 'BAD_CURSOR';
  /** Figures only; open to everybody signed in. */
  count(): OnlineCountResponse | OnlineRefusal;
  /**
   * From now on the connection is told of changes, at most twice a second; undefined when it worked. A list that has not been loaded yet is no
   * reason to refuse: that it is there is one of the changes. A second call changes nothing.
   */
  watch(connection: OnlineConnection): Exclude<OnlineRefusal, 'REPLICA_NOT_READY'> | undefined;
  /** Idempotent; also to be called when the connection goes. Undefined when it worked. */
  unwatch(connectionId: string): 'NO_SOURCE' | undefined;
}
