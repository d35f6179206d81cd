export { presenceEffects } from '../lib/effects/presence-effects.ts';
export { PresenceClaims } from '../lib/ui/presence-claims.ts';
export { ManualScheduler } from './manual-scheduler.ts';
