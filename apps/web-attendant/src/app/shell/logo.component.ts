import { ChangeDetectionStrategy, Component } from '@angular/core';

/** The mark of the product: a small field of lamps, two of them lit. */
@Component({
  selector: 'lf-logo',
  templateUrl: './logo.component.html',
  styleUrl: './logo.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
})
export class LogoComponent {}
