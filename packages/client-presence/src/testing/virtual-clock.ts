import type { Instant } from '../lib/intervals/instant.ts';
import type { PresenceClock } from '../lib/system-clock.ts';
import { ManualScheduler } from './manual-scheduler.ts';

/** Any moment will do; the wall clock has to be far from the monotonic one, so that a mix-up shows. */
const WALL_AT_START_MS = 1_800_000_000_000;

/** Enough turns of the micro-task queue for everything that a step has set off. */
const MICROTASK_TURNS = 12;

/** Time as a test wants it: it passes only in `advance` and `sleep`. */
export class VirtualClock implements PresenceClock {
  readonly scheduler = new ManualScheduler();
  /** What `chance` gives; 0 means no jitter. */
  luck = 0;
  private wallOffsetMs = WALL_AT_START_MS;

  now(): Instant {
    return { wallMs: this.wallOffsetMs + this.scheduler.nowMs, monotonicMs: this.scheduler.nowMs };
  }

  chance(): number {
    return this.luck;
  }

  /** Lets time pass, timer by timer. */
  async advance(ms: number): Promise<void> {
    const targetMs = this.scheduler.nowMs + ms;
    await settle();
    for (
      let nextMs = this.scheduler.findNextMs();
      nextMs !== undefined && nextMs <= targetMs;
      nextMs = this.scheduler.findNextMs()
    ) {
      this.scheduler.fireNext();
      await settle();
    }
    this.scheduler.nowMs = targetMs;
    await settle();
  }

  /** The machine sleeps, or somebody sets its clock: the wall clock goes on, the monotonic one and the timers do not. */
  sleep(ms: number): void {
    this.wallOffsetMs += ms;
  }
}

/** Lets everything run that waits for the end of the task. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < MICROTASK_TURNS; turn += 1) await Promise.resolve();
}
