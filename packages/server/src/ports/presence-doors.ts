import type {
  BulkUpdateResponse,
  CalendarResponse,
  KeepAliveItem,
  PresenceId,
  SourceStateEvt,
  SubscriptionDiagnosis,
} from '@lampfield/protocol';
import type { PushSink } from './push-sink.ts';

/** A client connection of a user that wants presence. */
export interface PresenceConnection {
  /** Unique per connection. */
  readonly id: string;
  readonly username: string;
  readonly sink: PushSink;
}

/** How far ahead a calendar is to be told, and until when somebody waits for it. */
export interface CalendarPeek {
  readonly hours: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/**
 * All that the doors (HTTP, Socket.IO) need of the presence layer; `PresenceService` is its implementation.
 * Usernames are canonical; ids come as a client sent them.
 */
export interface PresenceDoors {
  /**
   * After a search: makes the user a watcher of each, subscribes what is not in the cache, and only that will be pushed. Ids are canonical, and the user may
   * see them.
   *
   * @param directoryId where they were found: that they stand there need not be looked up for a while
   */
  subscribeFound(username: string, ids: readonly PresenceId[], directoryId?: string): void;
  /** The keep-alive: the only thing that renews. Asks the directories where a right to see has to be shown. */
  keepAlive(username: string, items: readonly KeepAliveItem[]): Promise<BulkUpdateResponse>;
  /** Pushes what the user watches, or those of `ids` that he watches; renews nothing. Returns how many. */
  forcePush(username: string, ids?: readonly PresenceId[]): Promise<number>;
  /** One subscription the user watches, explained; undefined if he does not. */
  diagnose(username: string, id: PresenceId): SubscriptionDiagnosis | undefined;
  /**
   * What is in a calendar that the user watches from now on, read for him alone and kept nowhere. UNAVAILABLE: it cannot be told now; undefined: he watches no such calendar.
   * Never rejects.
   */
  peekCalendar(username: string, id: PresenceId, peek: CalendarPeek): Promise<CalendarResponse | 'UNAVAILABLE' | undefined>;
  /** Adds a connection: it gets the state of every source at once, then what its user watches as it changes. */
  connect(connection: PresenceConnection): void;
  disconnect(connectionId: string): void;
  /**
   * A connection says what it has on screen, all of it; until it does, that is all that its user watches. It is told of the rest more slowly from now
   * on. Says nothing of leases. Of what it says in quick succession only the last need count.
   */
  show(connectionId: string, ids: readonly PresenceId[]): Promise<void>;
  /** The user may see less than before: he watches nothing any more. Who shows something asks for it again, and gets what he may see. */
  release(username: string): void;
  /** State of every configured source, for readiness and metrics. */
  sourceStates(): readonly SourceStateEvt[];
}
