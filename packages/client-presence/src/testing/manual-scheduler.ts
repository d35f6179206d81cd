import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/**
 * A scheduler whose time a test moves. RxJS's own `VirtualTimeScheduler` chains every repetition of a timer to the one before, which
 * a day of virtual time does not survive.
 */
export class ManualScheduler implements SchedulerLike {
  /** Milliseconds since the start. */
  nowMs = 0;
  /** Timers fire at multiples of that only, as a browser throttles those of a hidden tab; also those that are set already. */
  granularityMs = 1;
  private readonly waiting = new Set<ManualAction<unknown>>();

  /** How many timers are set: a number that only grows is a leak. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  now(): number {
    return this.nowMs;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return new ManualAction(this.waiting as Set<ManualAction<T>>, this, work).schedule(state, delay);
  }

  /** When the next timer fires; undefined when none is set. */
  findNextMs(): number | undefined {
    const next = this.findNext();
    return next && this.firingMs(next.dueMs);
  }

  /** Moves to the next timer and fires it. */
  fireNext(): void {
    const next = this.findNext();
    if (next === undefined) return;
    this.nowMs = Math.max(this.nowMs, this.firingMs(next.dueMs));
    next.fire();
  }

  private firingMs(dueMs: number): number {
    return this.granularityMs === 1 ? dueMs : Math.ceil(dueMs / this.granularityMs) * this.granularityMs;
  }

  private findNext(): ManualAction<unknown> | undefined {
    let next: ManualAction<unknown> | undefined;
    for (const action of this.waiting) if (next === undefined || action.dueMs < next.dueMs) next = action;
    return next;
  }
}

class ManualAction<T> extends Subscription implements SchedulerAction<T> {
  dueMs = 0;
  private state: T | undefined;
  private readonly waiting: Set<ManualAction<T>>;
  private readonly scheduler: ManualScheduler;
  private readonly work: (this: SchedulerAction<T>, state?: T) => void;

  constructor(waiting: Set<ManualAction<T>>, scheduler: ManualScheduler, work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.waiting = waiting;
    this.scheduler = scheduler;
    this.work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    this.state = state;
    this.dueMs = this.scheduler.nowMs + delay;
    // Out and in again, so that of two timers for one moment the one that was set first fires first.
    this.waiting.delete(this);
    this.waiting.add(this);
    return this;
  }

  fire(): void {
    this.waiting.delete(this);
    this.work(this.state);
  }

  override unsubscribe(): void {
    this.waiting.delete(this);
    super.unsubscribe();
  }
}
