import { asksForWhatIsNewlyShown, asksForWhatWasFound, claimsWhatIsShown } from './claim-effects.ts';
import { plansNextSweep, sweepsStore } from './cleanup-effects.ts';
import { noticesLeasesRunningOut } from './lapse-effects.ts';
import { asksAgainForWhatWaits, plansNextRound } from './plan-effects.ts';
import { resyncsAfterRound } from './resync-effects.ts';
import { checksSessionWhenRefused, subscribesSocket } from './socket-effects.ts';
import { loadsAppData, loadsAppDataAgain, readiesCsrf, startsLoops } from './start-up-effects.ts';
import { tellsWhatIsOnScreen } from './visible-effects.ts';
import { noticesEndOfSession, reloadsForToken, renewsEverything, renewsOnConnect, renewsSome } from './update-effects.ts';
import { loadsOnWaking, noticesWaking, renewsOnWaking, reopensSocketAfterSleep, sweepsOnWaking } from './wake-effects.ts';

/** Every effect of the feature. None depends on the order in which they are registered. */
export const presenceEffects = {
  asksAgainForWhatWaits,
  asksForWhatIsNewlyShown,
  asksForWhatWasFound,
  checksSessionWhenRefused,
  claimsWhatIsShown,
  loadsAppData,
  loadsAppDataAgain,
  loadsOnWaking,
  noticesEndOfSession,
  noticesLeasesRunningOut,
  noticesWaking,
  plansNextRound,
  plansNextSweep,
  readiesCsrf,
  reloadsForToken,
  renewsEverything,
  renewsOnConnect,
  renewsOnWaking,
  renewsSome,
  reopensSocketAfterSleep,
  resyncsAfterRound,
  startsLoops,
  subscribesSocket,
  sweepsOnWaking,
  sweepsStore,
  tellsWhatIsOnScreen,
};
