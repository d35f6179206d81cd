import type { OnlineCountResponse, OnlineResponse, OnlineUser } from '@lampfield/protocol';

/** Which of the online users are wanted. */
export interface OnlineQuery {
  /** Only those of this domain. */
  readonly host?: string;
  /** Only those whose local part begins so; canonical already (lower case, NFC). */
  readonly prefix?: string;
  /** Where the page before ended, as it said. */
  readonly cursor?: string;
  readonly limit: number;
}

/** What is heard of who comes and goes. Synchronous; never throws. */
export interface OnlineListener {
  /** The user has his first session, or lost his last. */
  onChanged(user: OnlineUser, isOnline: boolean): void;
  /** The whole list is void, or is there again: ask anew. */
  onReset(): void;
}

/**
 * Who is online in a whole cluster, as a source knows that need not be asked about single users. Users are canonical; sessions of one user
 * count once. Reading is synchronous and cheap: a page costs what it holds, not what there is.
 */
export interface OnlineUsers {
  /** False until everything was loaded, and again whenever the cluster was lost: then there is no list. */
  readonly isReady: boolean;
  /** Grows with every change of the list, resets included; never falls while the process lives. */
  readonly seq: number;
  count(): OnlineCountResponse;
  /** One page, ordered by host and user; undefined when the cursor is not one of ours. */
  list(query: OnlineQuery): OnlineResponse | undefined;
  /** Returns what stops listening. */
  watch(listener: OnlineListener): () => void;
}
