import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  type ElementRef,
  afterNextRender,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { SessionService } from '@lampfield/client-presence';
import { LogoComponent } from '../shell/logo.component.ts';
import { signInProblemText, type SignInFailure } from './sign-in-problem.ts';

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
  private readonly username = viewChild.required<ElementRef<HTMLInputElement>>('username');
  private readonly password = viewChild.required<ElementRef<HTMLInputElement>>('password');
  /** Why the page is shown, if there is something to say; empty otherwise. */
  readonly notice = input('');

  protected readonly isBusy = signal(false);
  protected readonly problem = signal('');

  constructor() {
    afterNextRender(() => this.username().nativeElement.focus());
  }

  protected submit(event: Event): void {
    event.preventDefault();
    const [username, password] = [this.username().nativeElement, this.password().nativeElement];
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
    const password = this.password().nativeElement;
    password.value = '';
    this.ask(password, signInProblemText(failure));
  }

  /** The problem is told, and the cursor stands where it can be mended. */
  private ask(field: HTMLInputElement, problem: string): void {
    this.problem.set(problem);
    field.focus();
  }
}
