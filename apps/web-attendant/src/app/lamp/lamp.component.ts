import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { PresenceState } from '@lampfield/protocol';
import { LAMP_SHAPES } from './lamp-shape.ts';

/**
 * One lamp: a colour, a shape of its own for every state, and a name for screen readers. Lit and filled only while the state is
 * certain; unverified it is a dashed outline without its colour.
 */
@Component({
  selector: 'lf-lamp',
  templateUrl: './lamp.component.html',
  styleUrl: './lamp.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    role: 'img',
    '[attr.aria-label]': 'label()',
    '[attr.data-state]': 'state()',
    '[class.is-unverified]': '!isVerified()',
    '[class.is-hollow]': 'isHollow()',
    '[class.is-dashed]': 'isDashed()',
  },
})
export class LampComponent {
  readonly state = input.required<PresenceState>();
  readonly isVerified = input.required<boolean>();
  /** The whole meaning in words. */
  readonly label = input.required<string>();

  protected readonly shape = computed(() => LAMP_SHAPES[this.state()]);
  protected readonly isHollow = computed(() => !this.isVerified() || this.shape().isHollow === true);
  protected readonly isDashed = computed(() => !this.isVerified() || this.shape().isDashed === true);
}
