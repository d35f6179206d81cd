import { DOCUMENT } from '@angular/common';
import { inject, InjectionToken } from '@angular/core';

/** Tells whether an element is on screen: at once and at every change, until the returned function is called. */
export type ObserveOnScreen = (element: Element, tell: (isOnScreen: boolean) => void) => () => void;

/** What is this close to the screen counts as on it, so that a row is up to date when it is scrolled in. */
const MARGIN = '200px';

/** One observer for all elements; where the platform has none, everything is on screen. */
export const OBSERVE_ON_SCREEN = new InjectionToken<ObserveOnScreen>('OBSERVE_ON_SCREEN', {
  providedIn: 'root',
  factory: () => {
    const Observer = inject(DOCUMENT).defaultView?.IntersectionObserver;
    return Observer === undefined ? withoutObserver : withObserver(Observer);
  },
});

const withoutObserver: ObserveOnScreen = (_element, tell) => {
  tell(true);
  return () => undefined;
};

function withObserver(Observer: typeof IntersectionObserver): ObserveOnScreen {
  const listeners = new Map<Element, (isOnScreen: boolean) => void>();
  const observer = new Observer(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  return (element, tell) => {
    listeners.set(element, tell);
    observer.observe(element);
    return () => {
      listeners.delete(element);
      observer.unobserve(element);
    };
  };
}
