import { assertInInjectionContext, computed, DestroyRef, inject, type Signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { Store } from '@ngrx/store';
import { OnlineClaims } from './online-claims.ts';
import type { OnlineFilter } from './online-filter.ts';
import { OnlineListFollower } from './online-list-follower.ts';
import { selectOnlineStatus } from './select-online.ts';
import { toShownOnlineUsers, type ShownOnlineUsers } from './shown-online-users.ts';

/**
 * Follows who is online in the XMPP cluster, for as long as the component lives: `online:watch` is sent on every connection, all
 * pages that fit the filter are fetched, and who comes and goes meanwhile is put in his place. Another filter replaces what is being
 * fetched, once it has rested for a moment. Call it in an injection context. Figures and the latest changes are in the store:
 * `selectOnlineFigures`, `selectRecentOnlineChanges`.
 */
export function followOnlineUsers(filter: Signal<OnlineFilter>): Signal<ShownOnlineUsers> {
  assertInInjectionContext(followOnlineUsers);
  const claims = inject(OnlineClaims);
  const status = inject(Store).selectSignal(selectOnlineStatus);
  const list = toSignal(inject(OnlineListFollower).follow(toObservable(filter)), { requireSync: true });
  const holder = {};
  claims.hold(holder);
  inject(DestroyRef).onDestroy(() => {
    claims.release(holder);
  });
  return computed(() => toShownOnlineUsers(list(), status()));
}
