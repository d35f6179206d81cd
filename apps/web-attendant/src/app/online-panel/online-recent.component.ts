import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { PRESENCE_CLOCK, selectRecentOnlineChanges } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { IconComponent } from '../icon/icon.component.ts';
import { sinceText } from '../presence-view/moment.ts';

/** Who came and who left last, latest first. Not read out by itself: the panel sums it up. */
@Component({
  selector: 'lf-online-recent',
  imports: [IconComponent],
  templateUrl: './online-recent.component.html',
  styleUrl: './online-recent.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OnlineRecentComponent {
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly recent = inject(Store).selectSignal(selectRecentOnlineChanges);

  protected readonly changes = computed(() => {
    const nowMs = this.clock.now().wallMs;
    return this.recent().map((change) => ({
      ...change,
      word: change.isOnline ? 'joined' : 'left',
      icon: change.isOnline ? ('comesIn' as const) : ('goesOut' as const),
      time: sinceText(change.atMs, nowMs),
    }));
  });
}
