import { createEntityAdapter } from '@ngrx/entity';
import type { PresenceEntry } from './presence-entry.ts';
import type { LinkState, PresenceFeatureState, SessionState } from './presence-state.ts';

/** Entries by id; unsorted, as screens have their own order. */
export const entryAdapter = createEntityAdapter<PresenceEntry>();

const INITIAL_SESSION: SessionState = {
  phase: 'UNKNOWN',
  profile: null,
  directories: [],
  permissions: [],
  csrfToken: null,
  isCsrfReady: false,
  signOutReason: null,
  failuresInARow: 0,
  failure: null,
};

const INITIAL_LINK: LinkState = {
  status: 'CLOSED',
  sinceMs: null,
  connection: 0,
  resyncedConnection: 0,
  serverEpoch: null,
  refusalsInARow: 0,
  clockOffsetMs: 0,
};

/** Nothing asked, nothing known: also what a sign-out leaves. */
export const INITIAL_STATE: PresenceFeatureState = {
  session: INITIAL_SESSION,
  link: INITIAL_LINK,
  sources: {},
  entries: entryAdapter.getInitialState(),
  forgotten: {},
  unreadableCount: 0,
};
