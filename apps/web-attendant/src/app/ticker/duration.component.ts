import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input } from '@angular/core';
import { clockDuration, coarseDuration } from '../presence-view/duration.ts';
import { Ticker } from './ticker.ts';

/** How long something has lasted, running on by the second. Only this text is rendered anew at a tick, never its row. */
@Component({
  selector: 'lf-duration',
  template: '{{ text() }}',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'lf-digits', role: 'timer', 'aria-live': 'off' },
})
export class DurationComponent {
  private readonly ticker = inject(Ticker);
  /** Epoch milliseconds. */
  readonly since = input.required<number>();
  readonly kind = input<'clock' | 'coarse'>('clock');

  protected readonly text = computed(() => {
    const lastedMs = this.ticker.nowMs() - this.since();
    return this.kind() === 'clock' ? clockDuration(lastedMs) : coarseDuration(lastedMs);
  });

  constructor() {
    this.ticker.watchUntil(inject(DestroyRef));
  }
}
