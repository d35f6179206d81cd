import { inject } from '@angular/core';
import type { PresenceId } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { presenceStoreKeepAliveUpdate } from '../actions/store-actions.ts';
import { PRESENCE_CLOCK } from '../system-clock.ts';

/** What the components on screen show now: the first link of the chain of use. */
export class PresenceClaims {
  private readonly store = inject(Store);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly idsByHolder = new Map<object, readonly PresenceId[]>();

  /** The holder shows these now, instead of what it showed before; they are claimed at once. */
  hold(holder: object, ids: readonly PresenceId[]): void {
    this.idsByHolder.set(holder, ids);
    if (ids.length > 0) this.store.dispatch(presenceStoreKeepAliveUpdate({ ids: [...ids], now: this.clock.now() }));
  }

  /** The holder is gone; what only it showed ages from its last claim on. */
  release(holder: object): void {
    this.idsByHolder.delete(holder);
  }

  /** Everything on screen, each id once. */
  heldIds(): PresenceId[] {
    return [...new Set([...this.idsByHolder.values()].flat())];
  }
}
