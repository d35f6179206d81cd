import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, DestroyRef, inject, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog, MatDialogConfig } from '@angular/material/dialog';
import { SessionService, selectDirectories, selectUserProfile } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { IconComponent } from '../icon/icon.component.ts';
import { Theme } from '../theme/theme.ts';
import { WorkspaceComponent } from '../workspace/workspace.component.ts';
import { ConnectionStatusComponent } from './connection-status.component.ts';
import { KeyboardHelpComponent } from './keyboard-help.component.ts';
import { LogoComponent } from './logo.component.ts';
import { NoticesComponent } from './notices.component.ts';
import { ShortcutSettings } from './shortcut-settings.ts';
import { findShortcut, isTextField } from './shortcut.ts';
import { ThemeMenuComponent } from './theme-menu.component.ts';

const HELP_SIZE = { width: '46rem', maxWidth: '94vw', autoFocus: 'dialog' } as const;

/** The page of a signed-in attendant. When it goes, nothing of him stays behind: neither choices, nor dialogs, nor spoken text. */
@Component({
  selector: 'lf-shell',
  imports: [
    ConnectionStatusComponent,
    IconComponent,
    LogoComponent,
    MatButton,
    MatIconButton,
    NoticesComponent,
    ThemeMenuComponent,
    WorkspaceComponent,
  ],
  templateUrl: './shell.component.html',
  styleUrl: './shell.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(document:keydown)': 'onKeydown($event)' },
})
export class ShellComponent {
  private readonly store = inject(Store);
  private readonly session = inject(SessionService);
  private readonly dialog = inject(MatDialog);
  private readonly settings = inject(ShortcutSettings);
  private readonly destroyed = inject(DestroyRef);
  private readonly workspace = viewChild.required(WorkspaceComponent);

  protected readonly profile = this.store.selectSignal(selectUserProfile);
  protected readonly directories = this.store.selectSignal(selectDirectories);
  protected readonly problem = signal('');

  constructor() {
    const [theme, announcer] = [inject(Theme), inject(LiveAnnouncer)];
    this.destroyed.onDestroy(() => {
      this.dialog.closeAll();
      announcer.clear();
      theme.choose('system');
      this.settings.setSingleKeys(true);
    });
  }

  protected signOut(): void {
    this.problem.set('');
    this.session
      .logout()
      .pipe(takeUntilDestroyed(this.destroyed))
      .subscribe({
        error: () => this.problem.set('Signing out failed, you are still signed in. Check the network and try again.'),
      });
  }

  protected showHelp(): void {
    this.dialog.open(KeyboardHelpComponent, Object.assign(new MatDialogConfig(), HELP_SIZE));
  }

  protected skipToSearch(event: Event): void {
    event.preventDefault();
    this.workspace().focusSearch();
  }

  protected addWidget(): void {
    this.workspace().add();
  }

  protected onKeydown(event: KeyboardEvent): void {
    if (this.dialog.openDialogs.length > 0) return;
    const shortcut = findShortcut(event, isTextField(event.target), this.settings.hasSingleKeys());
    if (shortcut === undefined) return;
    event.preventDefault();
    if (shortcut === 'SEARCH') this.workspace().focusSearch();
    else this.showHelp();
  }
}
