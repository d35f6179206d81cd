import type { BulkUpdateResponse, PresenceId } from '@lampfield/protocol';
import { createActionGroup, props } from '@ngrx/store';
import type { RequestErrorCode } from '../connection/request-error.ts';
import type { Instant } from '../intervals/instant.ts';

/** Why subscriptions are renewed now. */
export type UpdateCause = 'START' | 'INTERVAL' | 'RECONNECT' | 'BACK_OFF' | 'WAKE' | 'SEARCH' | 'CLAIM';

/** One round of keep-alives. Without `ids` it is a full one: everything that is claimed and not old. */
export interface UpdateRound {
  readonly cause: UpdateCause;
  readonly now: Instant;
  readonly ids?: readonly PresenceId[];
  /** How many rounds of the same purpose failed before this one. */
  readonly failuresInARow?: number;
}

/** How a round ended. */
export interface RoundOutcome {
  /** Why the first request that failed did; null when all were answered. */
  readonly failure: RequestErrorCode | null;
  /** How long the server wants to be left alone, where it said so; milliseconds. */
  readonly retryAfterMs?: number;
  /** True when the server could not decide about some ids now: they are asked for again. */
  readonly hasUndecided: boolean;
}

const SubscriptionActions = createActionGroup({
  source: 'Presence Subscriptions',
  events: {
    'Update Presence Subscriptions': props<UpdateRound>(),
    'Subscriptions Updated': props<{ answer: BulkUpdateResponse; askedAt: Instant }>(),
    'Subscriptions Update Failed': props<{ ids: readonly PresenceId[]; code: RequestErrorCode; retryAfterMs?: number }>(),
    'Update Round Ended': props<{ round: UpdateRound; outcome: RoundOutcome; now: Instant }>(),
    'Presence Items Forced': props<{ isResync: boolean; connection: number }>(),
    'Force Push Failed': props<{ code: RequestErrorCode; now: Instant; retryAfterMs?: number }>(),
  },
});

/** What happens to the leases on the server. */
export const {
  /** Starts a round of keep-alives now. */
  updatePresenceSubscriptions,
  /** One request of a round was answered. */
  subscriptionsUpdated,
  /** One request of a round failed after all its tries. */
  subscriptionsUpdateFailed,
  /** All requests of a round are done. */
  updateRoundEnded,
  /** The server is pushing again what was not confirmed; a resync asked for everything. */
  presenceItemsForced,
  /** The forced push failed after all its tries. */
  forcePushFailed,
} = SubscriptionActions;
