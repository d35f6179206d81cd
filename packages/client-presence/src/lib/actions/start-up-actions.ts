import type { ReloadResponse } from '@lampfield/protocol';
import { createActionGroup, emptyProps, props } from '@ngrx/store';
import type { RequestErrorCode } from '../connection/request-error.ts';

const StartUpActions = createActionGroup({
  source: 'Presence Start-up',
  events: {
    'App Data Load Requested': emptyProps(),
    'App Data Load Failed': props<{ code: RequestErrorCode }>(),
    'App Csrf Initiating': props<{ reload: ReloadResponse }>(),
    'App Csrf Initiated': emptyProps(),
    'App Data Loaded': emptyProps(),
  },
});

/** The links of the start-up chain, in their order. */
export const {
  /** First link of the start-up chain: dispatch it once when the application starts. Again, it checks the session. */
  appDataLoadRequested,
  /** `GET /api/reload` failed for another reason than a 401; it is tried again after a back-off. */
  appDataLoadFailed,
  /** The profile and the directories are here; the token for unsafe calls is being made ready. */
  appCsrfInitiating,
  /** Unsafe calls will pass: the presence loops start. */
  appCsrfInitiated,
  /** The loops run: the socket is subscribed, again if it was. */
  appDataLoaded,
} = StartUpActions;
