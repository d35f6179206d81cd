import { createFeature, createReducer, on } from '@ngrx/store';
import { signedIn, signedOut } from '../actions/session-actions.ts';
import * as socket from '../actions/socket-actions.ts';
import * as startUp from '../actions/start-up-actions.ts';
import * as storeActions from '../actions/store-actions.ts';
import * as subscriptions from '../actions/subscription-actions.ts';
import { INITIAL_STATE } from './initial-state.ts';
import { withAllLapsed, withClaims, withSearched } from './reduce-claims.ts';
import { withCleanup } from './reduce-cleanup.ts';
import { withItems } from './reduce-items.ts';
import { withAnswer, withAsked, withFailure } from './reduce-leases.ts';
import * as link from './reduce-link.ts';
import * as session from './reduce-session.ts';

/** The `presence` feature: everything it does to its state is one pure function an action. */
export const presenceFeature = createFeature({
  name: 'presence',
  reducer: createReducer(
    INITIAL_STATE,
    on(startUp.appDataLoadRequested, session.withLoadRequested),
    on(startUp.appDataLoadFailed, (state, { code }) => session.withLoadFailed(state, code)),
    on(startUp.appCsrfInitiating, (state, { reload }) => session.withReload(state, reload)),
    on(startUp.appCsrfInitiated, session.withCsrfReady),
    on(signedIn, () => session.withNobody('LOADING', null)),
    on(signedOut, (_, { reason }) => session.withNobody(reason === 'OTHER_USER' ? 'LOADING' : 'SIGNED_OUT', reason)),
    on(socket.webSocketConnecting, (state, { now }) => link.withConnecting(state, now)),
    on(socket.webSocketConnected, (state, { now }) => link.withConnected(state, now)),
    on(socket.webSocketDisconnected, (state, { now }) => link.withConnectionLost(state, now)),
    on(socket.webSocketRefused, (state, { now }) => link.withConnectionRefused(state, now)),
    on(socket.serverHello, (state, { hello, now }) => link.withHello(state, hello, now)),
    on(socket.sourceStateChanged, (state, { event }) => link.withSourceState(state, event)),
    on(socket.itemsReceived, (state, { items, now }) => withItems(state, items, now)),
    on(socket.unreadableReceived, (state) => ({ ...state, unreadableCount: state.unreadableCount + 1 })),
    on(storeActions.presenceStoreKeepAliveUpdate, (state, { ids, now }) => withClaims(state, ids, now)),
    on(storeActions.searchAnswered, (state, { ids, now }) => withSearched(state, ids, now)),
    on(storeActions.presenceStoreCleanup, (state, { oldIds, now }) => withCleanup(state, oldIds, now)),
    on(storeActions.leasesRanOut, (state, { now }) => withAllLapsed(state, now)),
    on(storeActions.clientWoke, (state, { shownIds, now }) => withAllLapsed(withClaims(state, shownIds, now), now)),
    on(subscriptions.updatePresenceSubscriptions, (state, round) => withAsked(state, round)),
    on(subscriptions.subscriptionsUpdated, (state, { answer, askedAt }) => withAnswer(state, answer, askedAt)),
    on(subscriptions.subscriptionsUpdateFailed, (state, { ids }) => withFailure(state, ids)),
    on(subscriptions.presenceItemsForced, (state, { isResync, connection }) =>
      isResync ? link.withResynced(state, connection) : state,
    ),
  ),
});

/** The whole feature state. */
export const selectPresenceState = presenceFeature.selectPresenceState;
