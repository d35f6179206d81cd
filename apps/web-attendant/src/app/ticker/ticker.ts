import { computed, type DestroyRef, Injectable, inject, signal } from '@angular/core';
import { PRESENCE_CLOCK, selectClockOffsetMs } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { interval, type Subscription } from 'rxjs';

const TICK_MS = 1000;

/**
 * The one second hand of the page: every running duration reads it, so all of them change together, in one pass of rendering. It
 * runs only while something on screen needs it.
 */
@Injectable({ providedIn: 'root' })
export class Ticker {
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly clockOffsetMs = inject(Store).selectSignal(selectClockOffsetMs);
  private readonly latest = signal(this.clock.now().wallMs);
  private watchers = 0;
  private ticking: Subscription | undefined;
  /** The server's wall clock at the last tick, epoch milliseconds, as items are dated by it; stands still while nobody watches. */
  readonly nowMs = computed(() => this.latest() + this.clockOffsetMs());

  /** Keeps the second hand running until the caller is destroyed. */
  watchUntil(destroyed: DestroyRef): void {
    this.watchers += 1;
    if (this.watchers === 1) this.start();
    destroyed.onDestroy(() => this.release());
  }

  private start(): void {
    this.tick();
    this.ticking = interval(TICK_MS, this.clock.scheduler).subscribe(() => this.tick());
  }

  private release(): void {
    this.watchers -= 1;
    if (this.watchers > 0) return;
    this.ticking?.unsubscribe();
    this.ticking = undefined;
  }

  private tick(): void {
    this.latest.set(this.clock.now().wallMs);
  }
}
