import type { OnlineCountResponse, OnlineResponse } from '@lampfield/protocol';
import type { Clock } from '../ports/clock.ts';
import type { OnlineConnection, OnlineDoors, OnlineRefusal } from '../ports/online-doors.ts';
import type { OnlineQuery, OnlineUsers } from '../ports/online-users.ts';
import type { Permissions } from '../ports/permissions.ts';
import { OnlineFeed } from './online-feed.ts';

/** What stands behind the doors. */
export interface OnlineWatchParts {
  /** Absent where no source can tell who is online. */
  readonly onlineUsers?: OnlineUsers | undefined;
  readonly permissions: Pick<Permissions, 'maySeeOnline'>;
  readonly clock: Clock;
}

/** Who is online, told to those who may know, a page at a time or as it changes. */
export class OnlineWatch implements OnlineDoors {
  readonly #online: OnlineUsers | undefined;
  readonly #feed: OnlineFeed | undefined;
  readonly #permissions: Pick<Permissions, 'maySeeOnline'>;

  constructor({ onlineUsers, permissions, clock }: OnlineWatchParts) {
    this.#online = onlineUsers;
    this.#feed = onlineUsers && new OnlineFeed(onlineUsers, clock);
    this.#permissions = permissions;
  }

  maySee(username: string): boolean {
    return this.#online !== undefined && this.#permissions.maySeeOnline(username);
  }

  findRefusal(username: string): OnlineRefusal | undefined {
    if (this.#online === undefined) return 'NO_SOURCE';
    if (!this.maySee(username)) return 'NOT_ALLOWED';
    return this.#online.isReady ? undefined : 'REPLICA_NOT_READY';
  }

  list(username: string, query: OnlineQuery): OnlineResponse | OnlineRefusal | 'BAD_CURSOR' {
    return this.findRefusal(username) ?? this.#online?.list(query) ?? 'BAD_CURSOR';
  }

  count(): OnlineCountResponse | OnlineRefusal {
    if (this.#online === undefined) return 'NO_SOURCE';
    return this.#online.isReady ? this.#online.count() : 'REPLICA_NOT_READY';
  }

  watch(connection: OnlineConnection): 'NO_SOURCE' | 'NOT_ALLOWED' | undefined {
    if (this.#feed === undefined) return 'NO_SOURCE';
    if (!this.maySee(connection.username)) return 'NOT_ALLOWED';
    this.#feed.add(connection);
    return undefined;
  }

  unwatch(connectionId: string): 'NO_SOURCE' | undefined {
    if (this.#feed === undefined) return 'NO_SOURCE';
    this.#feed.remove(connectionId);
    return undefined;
  }
}
