import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { SessionService } from '@lampfield/client-presence';
import type { SignInMethod } from '@lampfield/protocol';
import { catchError, of } from 'rxjs';
import { LogoComponent } from '../shell/logo.component.ts';
import { PageAddress } from './page-address.ts';
import { returnProblemText, signInProblemText, type SignInFailure } from './sign-in-problem.ts';

/** Where an attendant signs in. */
@Component({
  selector: 'lf-sign-in-page',
  imports: [LogoComponent, MatButton, MatFormField, MatInput, MatLabel],
  templateUrl: './sign-in-page.component.html',
  styleUrl: './sign-in-page.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInPageComponent {
  private readonly session = inject(SessionService);
  private readonly destroyed = inject(DestroyRef);
  private readonly address = inject(PageAddress);
  private readonly username = viewChild<ElementRef<HTMLInputElement>>('username');
  private readonly password = viewChild<ElementRef<HTMLInputElement>>('password');
  private readonly elsewhere = viewChild<unknown, ElementRef<HTMLElement>>('elsewhere', { read: ElementRef });
  /** Why the page is shown, if there is something to say; empty otherwise. */
  readonly notice = input('');
  /** Somebody has just signed out here: where people sign in at another place, he is to be signed out there as well. */
  readonly isAfterSignOut = input(false);

  /** Undefined until the server has said how people sign in; where it cannot, the form says what is wrong once it is tried. */
  protected readonly method = toSignal(
    this.session.findSignInMethod().pipe(catchError(() => of<SignInMethod>({ kind: 'PASSWORD' }))),
  );

  protected readonly isBusy = signal(false);
  protected readonly problem = signal(returnProblemText(this.address.takeParameter('signIn')));

  constructor() {
    effect(() => (this.username() ?? this.elsewhere())?.nativeElement.focus());
    effect(() => {
      const method = this.method();
      if (this.isAfterSignOut() && method?.kind === 'REDIRECT') this.address.go(this.urlOf(method.signOutPath));
    });
  }

  protected urlOf(path: string): string {
    return this.session.urlOf(path);
  }

  protected submit(event: Event): void {
    event.preventDefault();
    const [username, password] = [this.username()?.nativeElement, this.password()?.nativeElement];
    if (username === undefined || password === undefined) return;
    const missing = [username, password].find(({ value }) => value === '');
    if (missing !== undefined) this.ask(missing, `Enter your ${missing === username ? 'user name' : 'password'}.`);
    else if (!this.isBusy()) this.signIn(username.value, password.value);
  }

  private signIn(username: string, password: string): void {
    this.isBusy.set(true);
    this.problem.set('');
    this.session
      .login(username, password)
      .pipe(takeUntilDestroyed(this.destroyed))
      .subscribe({ error: (failure: SignInFailure) => this.fail(failure) });
  }

  private fail(failure: SignInFailure): void {
    this.isBusy.set(false);
    const password = this.password()?.nativeElement;
    if (password === undefined) return;
    password.value = '';
    this.ask(password, signInProblemText(failure));
  }

  /** The problem is told, and the cursor stands where it can be mended. */
  private ask(field: HTMLInputElement, problem: string): void {
    this.problem.set(problem);
    field.focus();
  }
}
