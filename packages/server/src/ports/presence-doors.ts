import type { BulkUpdateResponse, KeepAliveItem, PresenceId, SourceStateEvt, SubscriptionDiagnosis } from '@lampfield/protocol';
import type { PushSink } from './push-sink.ts';

/** A client connection of a user that wants presence. */
export interface PresenceConnection {
  /** Unique per connection. */
  readonly id: string;
  readonly username: string;
  readonly sink: PushSink;
}

/**
 * All that the doors (HTTP, Socket.IO) need of the presence layer; `PresenceService` is its implementation.
 * Usernames are canonical; ids come as a client sent them.
 */
export interface PresenceDoors {
  /** After a search: makes the user a watcher of each, subscribes what is not in the cache, and only that will be pushed. Ids are canonical. */
  subscribeFound(username: string, ids: readonly PresenceId[]): void;
  /** The keep-alive: the only thing that renews. Asks the directories where a right to see has to be shown. */
  keepAlive(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse>;
  /** Pushes what the user watches, or those of `ids` that he watches; renews nothing. Returns how many. */
  forcePush(username: string, ids?: readonly PresenceId[]): number;
  /** One subscription the user watches, explained; undefined if he does not. */
  diagnose(username: string, id: PresenceId): SubscriptionDiagnosis | undefined;
  /** Adds a connection: it gets the state of every source at once, then what its user watches as it changes. */
  connect(connection: PresenceConnection): void;
  /** The connection has these on screen, and is told of the others more slowly from now on. Says nothing of leases. */
  show(connectionId: string, visibleIds: readonly PresenceId[]): void;
  disconnect(connectionId: string): void;
  /** State of every configured source, for readiness and metrics. */
  sourceStates(): readonly SourceStateEvt[];
}
