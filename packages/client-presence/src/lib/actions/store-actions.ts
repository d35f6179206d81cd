import type { PresenceId } from '@lampfield/protocol';
import { createActionGroup, props } from '@ngrx/store';
import type { Instant } from '../intervals/instant.ts';

/** What made the client look at the clock: the tab came back to the screen, the network did, or time jumped. */
export type WakeCause = 'VISIBLE' | 'ONLINE' | 'JUMP';

/** The client noticed that it may have missed something. */
export interface ClientWoke {
  readonly cause: WakeCause;
  /** By how much the wall clock went further than the monotonic one: how long the machine slept, milliseconds. */
  readonly jumpMs: number;
  /** What is on screen now: it is claimed with this action, before anything can call it old. */
  readonly shownIds: readonly PresenceId[];
  readonly now: Instant;
}

const StoreActions = createActionGroup({
  source: 'Presence Store',
  events: {
    'Presence Store Cleanup Init': props<{ now: Instant }>(),
    'Presence Store Cleanup': props<{ oldIds: readonly PresenceId[]; now: Instant }>(),
    'Presence Store Keep Alive Update': props<{ ids: readonly PresenceId[]; now: Instant }>(),
    'Search Answered': props<{ ids: readonly PresenceId[]; now: Instant }>(),
    'Leases Ran Out': props<{ now: Instant }>(),
    'Client Woke': props<ClientWoke>(),
  },
});

/** What happens to the entries of the store. */
export const {
  /** Starts a cleanup round; the next one follows by itself, for ever. */
  presenceStoreCleanupInit,
  /** Removes what is old. */
  presenceStoreCleanup,
  /** A component claims what it shows: the only thing that keeps an entry in the store. */
  presenceStoreKeepAliveUpdate,
  /** A search found these: they are claimed and at once sent as a keep-alive. */
  searchAnswered,
  /** At least one lease was not renewed for T: its lamp is not certain any more. */
  leasesRanOut,
  /** The client may have slept or missed something: everything that may be overdue starts at once. */
  clientWoke,
} = StoreActions;
