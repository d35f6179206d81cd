export { PresenceClaims } from '../lib/ui/presence-claims.ts';
export { ManualScheduler } from './manual-scheduler.ts';
