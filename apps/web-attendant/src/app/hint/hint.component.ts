import { ChangeDetectionStrategy, Component, InjectionToken, inject, type Signal } from '@angular/core';

/** What the hint says; it may change while it is shown. */
export const HINT_TEXT = new InjectionToken<Signal<string>>('HINT_TEXT');

/** The bubble of a hint. It appears after a moment, by style alone, so that crossing the page does not flicker. */
@Component({
  selector: 'lf-hint',
  template: '{{ text() }}',
  styleUrl: './hint.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
})
export class HintComponent {
  protected readonly text = inject(HINT_TEXT);
}
