import type { ReloadResponse } from '@lampfield/protocol';
import type { RequestErrorCode } from '../connection/request-error.ts';
import { INITIAL_STATE } from './initial-state.ts';
import type { PresenceFeatureState, SessionState, SignOutReason } from './presence-state.ts';

/** A check of a live session does not take it away; anything else is loading. */
export function withLoadRequested(state: PresenceFeatureState): PresenceFeatureState {
  return state.session.phase === 'READY' ? state : withSession(state, { phase: 'LOADING', signOutReason: null });
}

/** Counts the failure; what is on screen stays, the socket says for itself whether it is certain. */
export function withLoadFailed(state: PresenceFeatureState, failure: RequestErrorCode): PresenceFeatureState {
  return withSession(state, { failuresInARow: state.session.failuresInARow + 1, failure });
}

/** Takes over who is signed in. A live session stays READY, so that nothing blinks when it is merely checked. */
export function withReload(state: PresenceFeatureState, reload: ReloadResponse): PresenceFeatureState {
  return withSession(state, {
    phase: state.session.phase === 'READY' ? 'READY' : 'LOADING',
    profile: reload.profile,
    directories: reload.directories,
    permissions: reload.permissions ?? [],
    csrfToken: reload.csrfToken,
    signOutReason: null,
    failuresInARow: 0,
    failure: null,
  });
}

/** Unsafe calls pass from now on. */
export function withCsrfReady(state: PresenceFeatureState): PresenceFeatureState {
  return state.session.profile === null ? state : withSession(state, { phase: 'READY', isCsrfReady: true });
}

/** Leaves nothing of the user before. */
export function withNobody(phase: 'LOADING' | 'SIGNED_OUT', signOutReason: SignOutReason | null): PresenceFeatureState {
  return withSession(INITIAL_STATE, { phase, signOutReason });
}

/** T has this bound (a day, seconds); timers far beyond it would overflow and fire at once. */
const LONGEST_SUBSCRIPTION_TIME = 86_400;

/** Takes over T as the server uses it now; seconds. */
export function withSubscriptionTime(state: PresenceFeatureState, expiresInSeconds: number): PresenceFeatureState {
  const { profile } = state.session;
  const presenceSubscriptionTime = Math.min(expiresInSeconds, LONGEST_SUBSCRIPTION_TIME);
  if (profile === null || profile.presenceSubscriptionTime === presenceSubscriptionTime) return state;
  return withSession(state, { profile: { ...profile, presenceSubscriptionTime } });
}

function withSession(state: PresenceFeatureState, changes: Partial<SessionState>): PresenceFeatureState {
  return { ...state, session: { ...state.session, ...changes } };
}
