import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { provideEffects } from '@ngrx/effects';
import { provideState } from '@ngrx/store';
import { CurrentSocket } from './connection/current-socket.ts';
import { DirectoryService } from './connection/directory-service.ts';
import { PresenceHttp } from './connection/presence-http.ts';
import { PresenceService } from './connection/presence-service.ts';
import { SessionCookie } from './connection/session-cookie.ts';
import { SessionService } from './connection/session-service.ts';
import { presenceEffects } from './effects/presence-effects.ts';
import { UpdateRoundRunner } from './effects/update-round.ts';
import { PRESENCE_OPTIONS, resolvePresenceOptions, type PresenceOptions } from './presence-options.ts';
import { presenceFeature } from './state/presence-feature.ts';
import { PresenceClaims } from './ui/presence-claims.ts';
import { PresencesOnScreen } from './ui/presences-on-screen.ts';

/**
 * Everything an application needs to have presence in its store. The application itself provides NgRx (`provideStore()`) and
 * Angular's `provideHttpClient()` with its XSRF defaults, and dispatches `appDataLoadRequested` when it starts.
 */
export function providePresence(options: PresenceOptions = {}): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: PRESENCE_OPTIONS, useValue: resolvePresenceOptions(options) },
    { provide: PresenceHttp, useFactory: () => new PresenceHttp() },
    { provide: PresenceService, useFactory: () => new PresenceService() },
    { provide: SessionService, useFactory: () => new SessionService() },
    { provide: DirectoryService, useFactory: () => new DirectoryService() },
    { provide: PresenceClaims, useFactory: () => new PresenceClaims() },
    { provide: PresencesOnScreen, useFactory: () => new PresencesOnScreen() },
    { provide: CurrentSocket, useFactory: () => new CurrentSocket() },
    { provide: SessionCookie, useFactory: () => new SessionCookie() },
    { provide: UpdateRoundRunner, useFactory: () => new UpdateRoundRunner() },
    provideState(presenceFeature),
    provideEffects(presenceEffects),
  ]);
}
