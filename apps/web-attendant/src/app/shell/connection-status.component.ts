import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { selectConnectionState } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { connectionView } from './connection-view.ts';

/** Whether what is on screen is live: a shape and a word, always there. */
@Component({
  selector: 'lf-connection-status',
  templateUrl: './connection-status.component.html',
  styleUrl: './connection-status.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'status', '[attr.data-tone]': 'view().tone' },
})
export class ConnectionStatusComponent {
  private readonly connection = inject(Store).selectSignal(selectConnectionState);
  protected readonly view = computed(() => connectionView(this.connection()));
}
