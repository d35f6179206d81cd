import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import type { PresenceId } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { auditTime, filter, map, merge, of, switchMap, tap } from 'rxjs';
import { webSocketConnected } from '../actions/socket-actions.ts';
import { presenceStoreKeepAliveUpdate } from '../actions/store-actions.ts';
import { CurrentSocket } from '../connection/current-socket.ts';
import { VISIBLE_PAUSE_MS } from '../intervals/visible-intervals.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { PresencesOnScreen } from '../ui/presences-on-screen.ts';

/**
 * Tells the server what is on screen, on every connection anew and whenever it changes, scrolling gathered. A connection that has told nothing
 * counts as showing everything, so the first word is only said when something is hidden.
 */
export const tellsWhatIsOnScreen = createEffect(
  (actions$ = inject(Actions), clock = inject(PRESENCE_CLOCK), store = inject(Store)) => {
    const onScreen = inject(PresencesOnScreen);
    const socket = inject(CurrentSocket);
    const state = store.selectSignal(selectPresenceState);
    return actions$.pipe(
      ofType(webSocketConnected),
      switchMap(() => {
        let told: string | undefined;
        return merge(of('CONNECTED'), onScreen.changes$, actions$.pipe(ofType(presenceStoreKeepAliveUpdate))).pipe(
          auditTime(VISIBLE_PAUSE_MS, clock.scheduler),
          filter(() => state().link.status === 'CONNECTED' && (told !== undefined || onScreen.isAnyHidden())),
          map((): readonly PresenceId[] => onScreen.visibleIds().sort()),
          filter((ids) => ids.join('\n') !== told),
          tap((ids) => {
            told = ids.join('\n');
            socket.tell('presence:visible', { ids });
          }),
        );
      }),
    );
  },
  { functional: true, dispatch: false },
);
