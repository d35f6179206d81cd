import type { Clock, Timer } from './surroundings.ts';

/** How often a child is asked for a sign of life. Milliseconds. */
export const PING_INTERVAL_MS = 2000;

/**
 * So many unanswered questions, and the child is taken for frozen: 10 s. Counted in questions, not in time: while this process itself
 * does not run (a laptop asleep, a long pause), it asks nothing, and a healthy child is not blamed for that.
 */
export const MOST_SILENT_PINGS = 5;

/** What a watchdog does. */
export interface WatchdogActions {
  ping(): void;
  /** Nothing was heard for {@link MOST_SILENT_PINGS} questions. Called once. */
  onSilent(): void;
}

/** Asks again and again; whoever watches says when anything was heard. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #actions: WatchdogActions;
  #silentPings = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, actions: WatchdogActions) {
    this.#clock = clock;
    this.#actions = actions;
    this.#startTimer();
  }

  /** The child lives. */
  heard(): void {
    this.#silentPings = 0;
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #startTimer(): void {
    this.#timer = this.#clock.startTimer(PING_INTERVAL_MS, () => this.#ask());
  }

  #ask(): void {
    if (this.#silentPings === MOST_SILENT_PINGS) {
      this.#actions.onSilent();
      return;
    }
    this.#silentPings += 1;
    this.#actions.ping();
    this.#startTimer();
  }
}
