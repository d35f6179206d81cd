import { HttpBackend, provideHttpClient } from '@angular/common/http';
import {
  ɵChangeDetectionScheduler as ChangeDetectionScheduler,
  createEnvironmentInjector,
  DOCUMENT,
  ErrorHandler,
  NgZone,
  ɵNoopNgZone as NoopNgZone,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
  type EnvironmentInjector,
} from '@angular/core';
import {
  PRESENCE_CLOCK,
  PRESENCE_SOCKET_FACTORY,
  providePresence,
  type PresenceClock,
  type PresenceSocket,
} from '@lampfield/client-presence';
import { provideStore } from '@ngrx/store';
import type { ScreenDocument } from './screen-document.ts';

/** What stands around the feature in place of a browser. */
export interface ClientSurroundings {
  readonly document: ScreenDocument;
  readonly http: Pick<HttpBackend, 'handle'>;
  readonly clock: PresenceClock;
  readonly createSocket: () => PresenceSocket;
  /** Nothing in the feature may throw: what does is a fault. */
  readonly onError: (error: unknown) => void;
}

/** NgRx's own checks of every state and action: the package's specs run with them, a thousand worlds can do without. */
const UNCHECKED = {
  strictStateImmutability: false,
  strictActionImmutability: false,
  strictStateSerializability: false,
  strictActionSerializability: false,
  strictActionTypeUniqueness: false,
};

/** Where nothing is drawn there is nothing to draw anew. */
const NO_SCREEN = { notify: () => undefined, runningTick: false };

/** The feature in an application that has no screen: the same providers as in a browser, in an injector of its own. */
export function createClient({ document, http, clock, createSocket, onError }: ClientSurroundings): EnvironmentInjector {
  const noParent = null as unknown as EnvironmentInjector;
  return createEnvironmentInjector(
    [
      { provide: INJECTOR_SCOPE, useValue: 'root' },
      { provide: ChangeDetectionScheduler, useValue: NO_SCREEN },
      { provide: NgZone, useClass: NoopNgZone },
      { provide: DOCUMENT, useValue: document },
      { provide: ErrorHandler, useValue: { handleError: onError } },
      provideStore({}, { runtimeChecks: UNCHECKED }),
      provideHttpClient(),
      providePresence(),
      { provide: HttpBackend, useValue: http },
      { provide: PRESENCE_CLOCK, useValue: clock },
      { provide: PRESENCE_SOCKET_FACTORY, useValue: createSocket },
    ],
    noParent,
  );
}
