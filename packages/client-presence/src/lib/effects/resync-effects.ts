import { inject } from '@angular/core';
import type { PresenceId } from '@lampfield/protocol';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { Store, type Action } from '@ngrx/store';
import { catchError, EMPTY, map, mergeMap, of, takeUntil, type Observable } from 'rxjs';
import { webSocketConnecting, webSocketDisconnected, webSocketRefused } from '../actions/socket-actions.ts';
import { forcePushFailed, presenceItemsForced, updateRoundEnded, type UpdateRound } from '../actions/subscription-actions.ts';
import { MAX_IDS_PER_REQUEST } from '../connection/id-chunks.ts';
import { PresenceService } from '../connection/presence-service.ts';
import { failureOf } from '../connection/request-error.ts';
import { selectPresenceState } from '../state/presence-feature.ts';
import type { PresenceFeatureState } from '../state/presence-state.ts';
import { isConfirmed } from '../state/shown-presence.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';
import { injectWhileSignedIn } from './session-end.ts';

/** What has to be pushed again. */
interface ForcedPush {
  /** The first one on this connection. */
  readonly isResync: boolean;
  /** None: all has arrived. Absent: everything the user watches. */
  readonly ids?: readonly PresenceId[];
}

/**
 * Has the server push what is not confirmed once its lease is renewed: after a (re)connect all that the keep-alive has not brought by
 * itself, else what stood in the store while nobody renewed it. The answer of a keep-alive does not say which items differ, and an HTTP
 * answer may overtake a push; so an item is confirmed by nothing but its arrival over the present connection.
 */
export const resyncsAfterRound = createEffect(
  (actions$ = inject(Actions)) => {
    const whileSignedIn = injectWhileSignedIn();
    const service = inject(PresenceService);
    const clock = inject(PRESENCE_CLOCK);
    const state = inject(Store).selectSignal(selectPresenceState);
    const connectionLost$ = actions$.pipe(ofType(webSocketConnecting, webSocketDisconnected, webSocketRefused));
    return actions$.pipe(
      ofType(updateRoundEnded),
      mergeMap(({ round, outcome }): Observable<Action> => {
        const wanted = outcome.failure === null ? findForcedPush(state(), round) : undefined;
        if (wanted === undefined) return EMPTY;
        const { isResync, ids } = wanted;
        const { connection } = state().link;
        const forced = presenceItemsForced({ isResync, connection });
        if (ids?.length === 0) return of(forced);
        return service.forcePushPresenceItems(ids).pipe(
          map(() => forced),
          catchError((error: unknown) => of(forcePushFailed({ ...failureOf(error), now: clock.now() }))),
          takeUntil(connectionLost$),
          whileSignedIn(),
        );
      }),
    );
  },
  { functional: true },
);

function findForcedPush({ link, entries }: PresenceFeatureState, round: UpdateRound): ForcedPush | undefined {
  if (link.status !== 'CONNECTED') return undefined;
  // A round of some ids has theirs pushed beside the resync, which may have been sent before they were asked for.
  const isResync = link.resyncedConnection !== link.connection && round.ids === undefined;
  const asked = round.ids ?? (entries.ids as PresenceId[]);
  const ids = asked.filter((id) => {
    const entry = entries.entities[id];
    return entry?.lease.status === 'HELD' && !isConfirmed(entry, link) && (isResync || entry.item !== null);
  });
  if (ids.length > MAX_IDS_PER_REQUEST || (isResync && ids.length === asked.length)) return { isResync };
  return ids.length > 0 || isResync ? { isResync, ids } : undefined;
}
