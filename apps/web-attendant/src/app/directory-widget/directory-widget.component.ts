import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import {
  DirectoryService,
  PRESENCE_CLOCK,
  contactPresenceIds,
  keepPresencesAlive,
  selectConnectionState,
} from '@lampfield/client-presence';
import type { Contact, DirectoryInfo } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { ContactDetailsComponent } from '../contact-details/contact-details.component.ts';
import { ContactGridComponent } from '../contact-grid/contact-grid.component.ts';
import { SelectedRowAnnouncer } from '../contact-grid/selected-row-announcer.ts';
import { IconComponent } from '../icon/icon.component.ts';
import { NO_SEARCH, searchStates } from './directory-search.ts';
import { searchSummary } from './search-summary.ts';

/** The drawing of a widget that has not been searched: two rows of lamps, some of them lit. */
const BLANK_LAMPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => ({
  x: 12 + (index % 5) * 24,
  y: index < 5 ? 11 : 33,
  kind: { 2: 'glow', 5: 'free', 9: 'free' }[index] ?? 'dark',
}));

/** One directory on screen: a search field, and the lamps of whom it found. They are kept alive while the widget is open. */
@Component({
  selector: 'lf-directory-widget',
  imports: [ContactDetailsComponent, ContactGridComponent, IconComponent, MatButton, MatIconButton, MatProgressBar],
  providers: [SelectedRowAnnouncer],
  templateUrl: './directory-widget.component.html',
  styleUrl: './directory-widget.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'region', '[attr.aria-label]': 'directory()?.name ?? "Directory"', '(window:online)': 'retryUnanswered()' },
})
export class DirectoryWidgetComponent {
  private readonly directoryService = inject(DirectoryService);
  private readonly clock = inject(PRESENCE_CLOCK);
  private readonly connection = inject(Store).selectSignal(selectConnectionState);
  readonly directories = input.required<readonly DirectoryInfo[]>();
  /** The directory to begin with. */
  readonly initialDirectoryId = input.required<string | undefined>();
  readonly isClosable = input.required<boolean>();
  /** The widget is not wanted any more. */
  readonly closed = output();

  private readonly searchField = viewChild.required<ElementRef<HTMLInputElement>>('searchField');
  private readonly grid = viewChild(ContactGridComponent);
  private readonly detailsPanel = viewChild(ContactDetailsComponent);

  private readonly directoryId = linkedSignal(() => this.initialDirectoryId());
  protected readonly directory = computed(
    () => this.directories().find(({ id }) => id === this.directoryId()) ?? this.directories()[0],
  );
  protected readonly blankLamps = BLANK_LAMPS;
  protected readonly text = signal('');
  /** Counts the user's wishes to try the same query again. */
  private readonly tries = signal(0);
  private readonly query = computed(
    () => ({ directoryId: this.directory()?.id ?? '', search: this.text().trim(), tries: this.tries() }),
    { equal: (a, b) => a.directoryId === b.directoryId && a.search === b.search && a.tries === b.tries },
  );
  protected readonly state = toSignal(
    searchStates(
      toObservable(this.query),
      ({ directoryId, search }) => this.directoryService.search(directoryId, search),
      this.clock.scheduler,
    ),
    { initialValue: NO_SEARCH },
  );

  protected readonly contacts = computed<readonly Contact[]>(() => this.state().result?.contacts ?? []);
  protected readonly summary = computed(() => searchSummary(this.state()));
  private readonly detailedId = signal<string | undefined>(undefined);
  protected readonly detailed = computed(() => this.contacts().find(({ id }) => id === this.detailedId()));

  constructor() {
    keepPresencesAlive(computed(() => this.contacts().flatMap(contactPresenceIds)));
    inject(SelectedRowAnnouncer).follow(computed(() => this.detailed() ?? this.grid()?.focused()));
    // Once there is a connection again, what nobody answered is asked again: nobody has to press a button for it.
    effect(() => {
      if (this.connection().status === 'CONNECTED') untracked(() => this.retryUnanswered());
    });
  }

  /** Puts the cursor into the search field, its text selected: typing starts a new search. */
  focusSearch(): void {
    this.searchField().nativeElement.focus();
    this.searchField().nativeElement.select();
  }

  protected chooseDirectory(id: string): void {
    this.directoryId.set(id);
  }

  protected retry(): void {
    this.tries.update((tries) => tries + 1);
  }

  /** The network may go and come back without the connection noticing: it is asked again then, too. */
  protected retryUnanswered(): void {
    if (this.state().isUnanswered === true) this.retry();
  }

  protected clear(): void {
    this.text.set('');
    this.focusSearch();
  }

  protected enterGrid(event: Event): void {
    if (this.contacts().length === 0) return;
    event.preventDefault();
    this.grid()?.focusActive();
  }

  protected showDetails(contact: Contact): void {
    this.detailedId.set(contact.id);
    this.detailsPanel()?.focus();
  }

  protected hideDetails(): void {
    this.detailedId.set(undefined);
    this.grid()?.focusActive();
  }
}
