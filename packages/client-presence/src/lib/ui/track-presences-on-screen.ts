import { assertInInjectionContext, DestroyRef, effect, ElementRef, inject, signal, untracked, type Signal } from '@angular/core';
import type { PresenceId } from '@lampfield/protocol';
import { PresencesOnScreen } from './presences-on-screen.ts';
import { OBSERVE_ON_SCREEN } from './screen-observer.ts';

/**
 * Tells the server when the component is scrolled out of sight, so that what it shows may be told more slowly until it is back. Keeps nothing alive and costs no
 * lease: {@link keepPresencesAlive} is for that, and what is held there and tracked nowhere counts as on screen. Call it in the injection context of a component, once a row of a
 * long list: `trackPresencesOnScreen(computed(() => contactPresenceIds(this.contact())))`.
 */
export function trackPresencesOnScreen(ids: Signal<readonly PresenceId[]>): void {
  assertInInjectionContext(trackPresencesOnScreen);
  const onScreen = inject(PresencesOnScreen);
  const holder = {};
  // Until the browser has looked, it is taken for visible: late is worse than needless.
  const isOnScreen = signal(true);
  const unobserve = inject(OBSERVE_ON_SCREEN)(inject<ElementRef<Element>>(ElementRef).nativeElement, (isIt) => {
    isOnScreen.set(isIt);
  });
  effect(() => {
    const [shown, isIt] = [ids(), isOnScreen()];
    untracked(() => {
      onScreen.place(holder, shown, isIt);
    });
  });
  inject(DestroyRef).onDestroy(() => {
    unobserve();
    onScreen.leave(holder);
  });
}
