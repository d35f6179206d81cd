import { InjectionToken } from '@angular/core';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { Instant } from './intervals/instant.ts';

/** Time and chance, as the rest of the package sees them. Only this file reads the real ones; tests provide their own. */
export interface PresenceClock {
  /** Both clocks, read together. */
  now(): Instant;
  /** Runs every delay of the package. */
  readonly scheduler: SchedulerLike;
  /** Uniform in [0, 1): spreads the rounds of many clients. */
  chance(): number;
}

/** The clock of the package. */
export const PRESENCE_CLOCK = new InjectionToken<PresenceClock>('PRESENCE_CLOCK', {
  providedIn: 'root',
  factory: systemClock,
});

function systemClock(): PresenceClock {
  return {
    now: () => ({ wallMs: Date.now(), monotonicMs: performance.now() }),
    scheduler: asyncScheduler,
    chance: () => Math.random(),
  };
}
