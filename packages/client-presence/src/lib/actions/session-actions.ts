import { createActionGroup, emptyProps, props } from '@ngrx/store';
import type { SignOutReason } from '../state/presence-state.ts';

const SessionActions = createActionGroup({
  source: 'Presence Session',
  events: {
    'Signed In': emptyProps(),
    'Signed Out': props<{ reason: SignOutReason }>(),
  },
});

/** What changes who is signed in. */
export const {
  /** A sign-in succeeded: nothing of the user before is left. `appDataLoadRequested` follows. */
  signedIn,
  /**
   * The user of this session is signed out: loops stop, the store is empty, the socket is closed. With OTHER_USER somebody else is
   * signed in in this browser, and the start-up chain begins anew.
   */
  signedOut,
} = SessionActions;
