import { createFeature, createReducer, on } from '@ngrx/store';
import { signedIn, signedOut } from '../actions/session-actions.ts';
import * as online from './online-actions.ts';
import { INITIAL_ONLINE_STATE } from './online-state.ts';
import * as reduce from './reduce-online.ts';

/** The `online` feature: one pure function an action, as the `presence` feature. */
export const onlineFeature = createFeature({
  name: 'online',
  reducer: createReducer(
    INITIAL_ONLINE_STATE,
    on(online.onlineListOpening, reduce.withOpening),
    on(online.onlineListOpened, (state, { count, now }) => reduce.withOpened(state, count, now)),
    on(online.onlineListFailed, (state, { problem, now }) => reduce.withFailed(state, problem, now)),
    on(online.onlineListVoided, (state, { now }) => reduce.withVoided(state, now)),
    on(online.onlineListInterrupted, reduce.withInterrupted),
    on(online.onlineListClosed, signedIn, signedOut, reduce.withClosed),
    on(online.onlineUsersChanged, (state, { event, now }) => reduce.withUsersChanged(state, event, now)),
    on(online.onlineUsersCounted, (state, { count }) => reduce.withCounted(state, count)),
  ),
});
