import type { Instant, PresenceClock } from '@lampfield/client-presence';
import { ManualScheduler } from '@lampfield/client-presence/testing';
import type { Chance, ManualClock } from '@lampfield/server/testing';

/** A hidden tab's timers fire once a minute only. */
const THROTTLED_GRANULARITY_MS = 60_000;

/**
 * The clocks and timers of one machine in the world's time. While it sleeps, its monotonic clock and its timers stand still and its wall clock goes on; a hidden tab's timers may be
 * throttled; somebody may set its wall clock.
 */
export class DeviceClock implements PresenceClock {
  readonly scheduler = new ManualScheduler();
  readonly #time: ManualClock;
  readonly #chance: Chance;
  #asleepSinceMs: number | undefined;
  #sleptMs = 0;
  #wallOffsetMs = 0;
  #onAwake: (() => void)[] = [];

  constructor(time: ManualClock, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  get isAsleep(): boolean {
    return this.#asleepSinceMs !== undefined;
  }

  get isThrottled(): boolean {
    return this.scheduler.granularityMs > 1;
  }

  now(): Instant {
    return { wallMs: this.#time.wallMs() + this.#wallOffsetMs, monotonicMs: this.scheduler.nowMs };
  }

  chance(): number {
    return this.#chance.next();
  }

  /** Runs the callback once the delay has passed on this machine's own clock, as its timers do; milliseconds. */
  startTimer(delayMs: number, callback: () => void): () => void {
    const timer = this.scheduler.schedule(() => {
      callback();
    }, delayMs);
    return () => {
      timer.unsubscribe();
    };
  }

  /** Runs the callback now or, if the machine sleeps, when it wakes. */
  whenAwake(callback: () => void): void {
    if (this.isAsleep) this.#onAwake.push(callback);
    else callback();
  }

  sleep(): void {
    this.#asleepSinceMs ??= this.#time.monotonicMs();
  }

  wake(): void {
    if (this.#asleepSinceMs === undefined) return;
    this.#sleptMs += this.#time.monotonicMs() - this.#asleepSinceMs;
    this.#asleepSinceMs = undefined;
    this.follow();
    const callbacks = this.#onAwake;
    this.#onAwake = [];
    for (const callback of callbacks) callback();
  }

  /** Timers set from now on fire at full minutes only, or when they should. */
  throttle(isThrottled: boolean): void {
    this.scheduler.granularityMs = isThrottled ? THROTTLED_GRANULARITY_MS : 1;
  }

  /** Somebody sets the wall clock; milliseconds, forwards or backwards. */
  stepWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** The world's time has moved. */
  follow(): void {
    if (!this.isAsleep) this.scheduler.nowMs = this.#time.monotonicMs() - this.#sleptMs;
  }

  /** When the next timer fires, in the world's monotonic milliseconds; undefined when none will. */
  findNextMs(): number | undefined {
    const nextMs = this.isAsleep ? undefined : this.scheduler.findNextMs();
    return nextMs === undefined ? undefined : Math.max(nextMs + this.#sleptMs, this.#time.monotonicMs());
  }

  runNext(): void {
    this.scheduler.fireNext();
  }
}
