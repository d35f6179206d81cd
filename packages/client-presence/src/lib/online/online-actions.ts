import type { OnlineCountResponse, OnlineUsersEvt } from '@lampfield/protocol';
import { createActionGroup, emptyProps, props } from '@ngrx/store';
import type { Instant } from '../intervals/instant.ts';
import type { OnlineProblem } from './online-problem.ts';

const OnlineSocketActions = createActionGroup({
  source: 'Online Users Socket',
  events: {
    'Online Users Changed': props<{ event: OnlineUsersEvt; now: Instant }>(),
    'Online List Voided': props<{ now: Instant }>(),
  },
});

/** What the socket says of the online users while they are watched. */
export const {
  /** Some came, some left. */
  onlineUsersChanged,
  /** Everything known is void: the server says so, or what it said could not be read. The list is fetched again. */
  onlineListVoided,
} = OnlineSocketActions;

const OnlineListActions = createActionGroup({
  source: 'Online Users List',
  events: {
    'Online List Opening': emptyProps(),
    'Online List Opened': props<{ count: OnlineCountResponse; now: Instant }>(),
    'Online List Failed': props<{ problem: OnlineProblem; now: Instant }>(),
    'Online List Interrupted': emptyProps(),
    'Online List Closed': emptyProps(),
  },
});

/** How the list of online users is opened and closed. */
export const {
  /** Somebody wants it and there is a connection: the server is asked to tell who comes and goes, then for the figures. */
  onlineListOpening,
  /** From now on the events of the socket keep right what is fetched. */
  onlineListOpened,
  /** It cannot be had; tried again by itself where that can help. */
  onlineListFailed,
  /** The connection is lost: nothing is told any more, and what is known grows old. */
  onlineListInterrupted,
  /** Nobody wants it any more: nothing is left of it. */
  onlineListClosed,
} = OnlineListActions;

const OnlineCountActions = createActionGroup({
  source: 'Online Users Count',
  events: {
    'Online Users Counted': props<{ count: OnlineCountResponse }>(),
  },
});

/** What the figures say. */
export const {
  /** The figures were asked for again: events do not tell sessions, nor the figures of a host. */
  onlineUsersCounted,
} = OnlineCountActions;
