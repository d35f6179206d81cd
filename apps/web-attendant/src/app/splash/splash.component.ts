import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { RequestErrorCode } from '@lampfield/client-presence';
import { LogoComponent } from '../shell/logo.component.ts';

/** Shown until it is known whether somebody is signed in. */
@Component({
  selector: 'lf-splash',
  imports: [LogoComponent],
  templateUrl: './splash.component.html',
  styleUrl: './splash.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SplashComponent {
  /** Why the last try to load failed; null when none has. */
  readonly failure = input.required<RequestErrorCode | null>();

  protected readonly text = computed(() => {
    const failure = this.failure();
    if (failure === null) return 'Loading…';
    const cause =
      failure === 'UNREACHABLE' || failure === 'TIMEOUT' ? 'The server cannot be reached' : `Loading failed (${failure})`;
    return `${cause}. Trying again by itself.`;
  });
}
