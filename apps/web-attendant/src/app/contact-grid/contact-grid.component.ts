import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output, signal, viewChildren } from '@angular/core';
import type { Contact } from '@lampfield/protocol';
import { TYPE_WORDS } from '../presence-view/words.ts';
import { presenceColumns } from './contact-columns.ts';
import { ContactRowComponent, LEADING_COLUMNS } from './contact-row.component.ts';
import { findNextCell, type GridCell } from './grid-navigation.ts';

/**
 * The lamps of many contacts: a data grid with one tab stop that the arrow keys move. Enter asks for the details of the contact
 * under the focus, Escape leads back to where the contacts came from.
 */
@Component({
  selector: 'lf-contact-grid',
  imports: [ContactRowComponent],
  templateUrl: './contact-grid.component.html',
  styleUrl: './contact-grid.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    '[style.--lf-types]': 'types().length',
    '[attr.data-types]': 'types().length',
    '(keydown)': 'onKeydown($event)',
    '(focusin)': 'hasFocus.set(true)',
    '(focusout)': 'hasFocus.set(false)',
  },
})
export class ContactGridComponent {
  readonly label = input.required<string>();
  readonly contacts = input.required<readonly Contact[]>();
  /** Of whom the details are open; undefined for nobody. */
  readonly detailedId = input<string>();
  /** Somebody wants to see everything about a contact. */
  readonly detailsRequested = output<Contact>();
  /** Escape, or up from the first row. */
  readonly left = output();

  protected readonly types = computed(() => presenceColumns(this.contacts()));
  protected readonly typeWords = TYPE_WORDS;
  protected readonly columnCount = computed(() => LEADING_COLUMNS + this.types().length);
  protected readonly hasFocus = signal(false);
  private readonly rows = viewChildren(ContactRowComponent);

  /** The contact under the focus stays the same when a new search still finds it. */
  private readonly activeId = linkedSignal<readonly Contact[], string | undefined>({
    source: this.contacts,
    computation: (contacts, previous) => (contacts.find(({ id }) => id === previous?.value) ?? contacts[0])?.id,
  });
  private readonly activeColumn = linkedSignal<number, number>({
    source: this.columnCount,
    computation: (count, previous) => Math.min(previous?.value ?? 0, count - 1),
  });
  protected readonly active = computed<GridCell>(() => ({
    row: this.contacts().findIndex(({ id }) => id === this.activeId()),
    column: this.activeColumn(),
  }));

  /** The contact that the keyboard is on; undefined while the focus is elsewhere. */
  readonly focused = computed(() => (this.hasFocus() ? this.contacts()[this.active().row] : undefined));

  /** Moves the keyboard focus into the grid, to where it was before. */
  focusActive(): void {
    const { row, column } = this.active();
    this.rows()[row]?.focusCell(column);
  }

  protected onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' || (event.key === 'ArrowUp' && this.active().row === 0)) this.leave(event);
    else if (event.key === 'Enter' || event.key === ' ') this.requestDetails(event);
    else this.move(event);
  }

  private move(event: KeyboardEvent): void {
    const next = findNextCell(event, this.active(), { rows: this.contacts().length, columns: this.columnCount() });
    if (next === undefined) return;
    event.preventDefault();
    this.activate(next);
    this.focusActive();
  }

  /** The pointer, or a screen reader, may put the focus on any cell. */
  protected onCellFocused(row: number, event: FocusEvent): void {
    const column = (event.target as HTMLElement).dataset['column'];
    if (column !== undefined) this.activate({ row, column: Number(column) });
  }

  protected isSelected({ id }: Contact): boolean {
    return id === (this.detailedId() ?? this.focused()?.id);
  }

  protected columnOf(row: number): number {
    const active = this.active();
    return active.row === row ? active.column : -1;
  }

  private activate({ row, column }: GridCell): void {
    this.activeId.set(this.contacts()[row]?.id);
    this.activeColumn.set(column);
  }

  private requestDetails(event: KeyboardEvent): void {
    event.preventDefault();
    const contact = this.contacts()[this.active().row];
    if (contact !== undefined) this.detailsRequested.emit(contact);
  }

  private leave(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.left.emit();
  }
}
