import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { provideEffects } from '@ngrx/effects';
import { provideState } from '@ngrx/store';
import { countsWhileOpen } from './count-effects.ts';
import { OnlineClaims } from './online-claims.ts';
import { onlineFeature } from './online-feature.ts';
import { OnlineListFollower } from './online-list-follower.ts';
import { OnlineListLoader } from './online-list-loader.ts';
import { OnlineService } from './online-service.ts';
import { opensList, opensListAgain, opensWhileWanted, unwatchesWhenClosed } from './open-effects.ts';

/**
 * What an application needs to show who is online in the XMPP cluster; besides `providePresence()`, whose session and socket it uses. Costs nothing until
 * a component follows the list (`followOnlineUsers`).
 */
export function provideOnlineUsers(): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: OnlineService, useFactory: () => new OnlineService() },
    { provide: OnlineClaims, useFactory: () => new OnlineClaims() },
    { provide: OnlineListLoader, useFactory: () => new OnlineListLoader() },
    { provide: OnlineListFollower, useFactory: () => new OnlineListFollower() },
    provideState(onlineFeature),
    provideEffects({ countsWhileOpen, opensList, opensListAgain, opensWhileWanted, unwatchesWhenClosed }),
  ]);
}
