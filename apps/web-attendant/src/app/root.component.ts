import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { appDataLoadRequested, selectSession } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { ShellComponent } from './shell/shell.component.ts';
import { SignInPageComponent } from './sign-in/sign-in-page.component.ts';
import { SplashComponent } from './splash/splash.component.ts';
import { Theme } from './theme/theme.ts';

/**
 * Which page there is, by the session alone. There is no history of pages: after signing out, the back button has nothing to go back
 * to, and another user gets a shell of his own.
 */
@Component({
  selector: 'lf-root',
  imports: [ShellComponent, SignInPageComponent, SplashComponent],
  templateUrl: './root.component.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(window:pageshow)': 'checkSession($event)' },
})
export class RootComponent {
  private readonly store = inject(Store);
  protected readonly session = this.store.selectSignal(selectSession);
  private readonly wasSignedIn = signal(false);

  /** The shell is made anew for another user. */
  protected readonly users = computed(() => {
    const { phase, profile } = this.session();
    return phase === 'READY' && profile !== null ? [profile.username] : [];
  });
  protected readonly notice = computed(() => {
    const { signOutReason } = this.session();
    if (signOutReason === 'LOGOUT') return 'You are signed out.';
    return this.wasSignedIn() ? 'Your session has ended. Sign in again.' : '';
  });

  constructor() {
    inject(Theme);
    effect(() => {
      if (this.users().length > 0) this.wasSignedIn.set(true);
    });
    this.store.dispatch(appDataLoadRequested());
  }

  /** A browser may bring back the page as it was left: whether its session still lives is asked before anything is believed. */
  protected checkSession(event: PageTransitionEvent): void {
    if (event.persisted) this.store.dispatch(appDataLoadRequested());
  }
}
