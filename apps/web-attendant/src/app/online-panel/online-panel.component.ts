import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  afterNextRender,
  computed,
  inject,
  output,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { followOnlineUsers, selectOnlineFigures, selectOnlineProblem } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { IconComponent } from '../icon/icon.component.ts';
import { OnlineAnnouncer } from './online-announcer.ts';
import { OnlineHostsComponent } from './online-hosts.component.ts';
import { OnlineListComponent } from './online-list.component.ts';
import { OnlinePanelSettings } from './online-panel-settings.ts';
import { OnlineRecentComponent } from './online-recent.component.ts';
import { count, listSummary, onlineProblemText, toOnlineFilter } from './online-words.ts';

/** Who is online in the XMPP cluster: how many, who, at which host, and who came and left. It follows the list while it is open. */
@Component({
  selector: 'lf-online-panel',
  imports: [IconComponent, MatIconButton, OnlineHostsComponent, OnlineListComponent, OnlineRecentComponent],
  providers: [OnlineAnnouncer],
  templateUrl: './online-panel.component.html',
  styleUrl: './online-panel.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'region', 'aria-label': 'Online users', '(keydown.escape)': 'close($event)' },
})
export class OnlinePanelComponent {
  private readonly store = inject(Store);
  protected readonly settings = inject(OnlinePanelSettings);
  /** The reader is done with it. */
  readonly closed = output();

  private readonly searchField = viewChild.required<ElementRef<HTMLInputElement>>('searchField');
  private readonly list = viewChild(OnlineListComponent);
  private readonly problemCode = this.store.selectSignal(selectOnlineProblem);
  protected readonly figures = this.store.selectSignal(selectOnlineFigures);
  protected readonly total = computed(() => figureText(this.figures()?.total));
  protected readonly sessions = computed(() => figureText(this.figures()?.sessions));
  protected readonly online = followOnlineUsers(computed(() => toOnlineFilter(this.settings.text(), this.settings.host())));
  protected readonly problem = computed(() => onlineProblemText(this.online().status, this.problemCode()));
  protected readonly summary = computed(() => listSummary(this.online()));
  protected readonly isOld = computed(() => this.problem() !== '');
  protected readonly hasHosts = computed(() => (this.figures()?.hosts.length ?? 0) > 1 || this.settings.host() !== undefined);

  constructor() {
    inject(OnlineAnnouncer).follow(this.online);
    afterNextRender(() => this.focusSearch());
  }

  /** Puts the cursor into the search field, its text selected. */
  focusSearch(): void {
    this.searchField().nativeElement.focus();
    this.searchField().nativeElement.select();
  }

  protected clear(): void {
    this.settings.text.set('');
    this.focusSearch();
  }

  protected enterList(event: Event): void {
    const list = this.list();
    if (list === undefined) return;
    event.preventDefault();
    list.focus();
  }

  protected close(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.closed.emit();
  }
}

function figureText(value: number | undefined): string {
  return value === undefined ? '–' : count(value);
}
