import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog, MatDialogConfig } from '@angular/material/dialog';
import {
  SessionService,
  selectConnectionState,
  selectDirectories,
  selectMaySeeOnline,
  selectUserProfile,
} from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { IconComponent } from '../icon/icon.component.ts';
import { OnlinePanelSettings } from '../online-panel/online-panel-settings.ts';
import { OnlinePanelComponent } from '../online-panel/online-panel.component.ts';
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
    OnlinePanelComponent,
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
  protected readonly online = inject(OnlinePanelSettings);
  private readonly workspace = viewChild.required(WorkspaceComponent);
  private readonly onlinePanel = viewChild(OnlinePanelComponent);
  private readonly onlineButton = viewChild<string, ElementRef<HTMLElement>>('onlineButton', { read: ElementRef });

  protected readonly profile = this.store.selectSignal(selectUserProfile);
  protected readonly directories = this.store.selectSignal(selectDirectories);
  protected readonly maySeeOnline = this.store.selectSignal(selectMaySeeOnline);
  private readonly connection = this.store.selectSignal(selectConnectionState);
  protected readonly problem = signal('');
  /** Who is in no role can do nothing here, and has to be told. */
  protected readonly emptiness = computed(() =>
    this.directories().length > 0 ? '' : 'No directory is set up for you to search. Ask your administrator for a role.',
  );

  constructor() {
    const [theme, announcer] = [inject(Theme), inject(LiveAnnouncer)];
    this.destroyed.onDestroy(() => {
      this.dialog.closeAll();
      announcer.clear();
      theme.choose('system');
      this.settings.setSingleKeys(true);
      this.online.reset();
    });
    // What failed for want of a connection is history once there is one.
    effect(() => {
      if (this.connection().status === 'CONNECTED') this.problem.set('');
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

  protected toggleOnline(): void {
    if (this.online.isOpen()) this.closeOnline();
    else this.openOnline();
  }

  /** The panel takes the focus when it comes; one that is there already gets it. */
  private openOnline(): void {
    this.onlinePanel()?.focusSearch();
    this.online.isOpen.set(true);
  }

  protected closeOnline(): void {
    this.online.isOpen.set(false);
    this.onlineButton()?.nativeElement.focus();
  }

  protected onKeydown(event: KeyboardEvent): void {
    if (this.dialog.openDialogs.length > 0) return;
    const shortcut = findShortcut(event, isTextField(event.target), this.settings.hasSingleKeys());
    if (shortcut === undefined || (shortcut === 'ONLINE' && !this.maySeeOnline())) return;
    event.preventDefault();
    if (shortcut === 'SEARCH') this.workspace().focusSearch();
    else if (shortcut === 'HELP') this.showHelp();
    else this.openOnline();
  }
}
