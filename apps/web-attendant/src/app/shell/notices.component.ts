import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { PRESENCE_CLOCK, selectConnectionState, selectSourceStates } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { IconComponent } from '../icon/icon.component.ts';
import { connectionLossText } from './connection-view.ts';
import { sourceLossTexts } from './source-loss.ts';

/** What makes the lamps less than certain, said once for the whole page, and what went wrong when signing out. */
@Component({
  selector: 'lf-notices',
  imports: [IconComponent],
  templateUrl: './notices.component.html',
  styleUrl: './notices.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NoticesComponent {
  private readonly store = inject(Store);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly connection = this.store.selectSignal(selectConnectionState);
  private readonly sources = this.store.selectSignal(selectSourceStates);
  /** A mishap to tell; empty when there is none. */
  readonly problem = input('');

  protected readonly warnings = computed(() => {
    const nowMs = this.clock.now().wallMs;
    const loss = connectionLossText(this.connection(), nowMs);
    return loss === '' ? sourceLossTexts(this.sources(), nowMs) : [loss];
  });
}
