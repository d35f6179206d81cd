import { assertInInjectionContext, DestroyRef, effect, inject, untracked, type Signal } from '@angular/core';
import type { PresenceId } from '@lampfield/protocol';
import { PresenceClaims } from './presence-claims.ts';

/**
 * Keeps alive what a component shows: claims the ids at once, whenever they change, and at every store keep-alive interval for as
 * long as the component lives. Call it in an injection context, once a list on screen:
 * `keepPresencesAlive(computed(() => this.contacts().flatMap(contactPresenceIds)))`.
 */
export function keepPresencesAlive(ids: Signal<readonly PresenceId[]>): void {
  assertInInjectionContext(keepPresencesAlive);
  const claims = inject(PresenceClaims);
  const holder = {};
  effect(() => {
    const shown = ids();
    untracked(() => {
      claims.hold(holder, shown);
    });
  });
  inject(DestroyRef).onDestroy(() => {
    claims.release(holder);
  });
}
