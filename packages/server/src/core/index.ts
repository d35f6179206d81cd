export * from './presence-doors.ts';
export * from './presence-service.ts';
export * from './right-to-see.ts';
export * from './subscription-cache.ts';
export * from './tally.ts';
export * from './version-counter.ts';
