export type * from '../core/admission-figures.ts';
export * from '../core/subscription-cache.ts';
export * from '../core/tally.ts';
export type { UserSlots } from '../core/user-slots.ts';
export * from '../core/version-counter.ts';
export type * from '../ports/presence-doors.ts';
export * from './presence-service.ts';
export * from './right-to-see.ts';
export type { PeerSettings } from './shown-items.ts';
