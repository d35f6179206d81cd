import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import {
  ChangeDetectionStrategy,
  Component,
  DOCUMENT,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { placeOfOnlineUser } from '@lampfield/client-presence';
import type { OnlineUser } from '@lampfield/protocol';
import { findNextRow } from './row-navigation.ts';

/** Height of a row in the reader's own unit: with larger letters the rows grow. */
const ROW_REM = 2.75;

/** What browsers begin with. */
const USUAL_REM_PX = 16;

/**
 * The online users, of whom only those in view are in the document. One tab stop; the keys move through all of them, and a screen reader
 * is told which of how many each is. While others come and go, what is in view stays where it is.
 */
@Component({
  selector: 'lf-online-list',
  imports: [CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport],
  templateUrl: './online-list.component.html',
  styleUrl: './online-list.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(window:resize)': 'measure()' },
})
export class OnlineListComponent {
  private readonly injector = inject(Injector);
  private readonly document = inject(DOCUMENT);
  readonly label = input.required<string>();
  /** In their order; at least one. */
  readonly users = input.required<readonly OnlineUser[]>();
  /** What the list is of: another object is another list, which is shown from its beginning. */
  readonly listOf = input.required<object>();
  /** Up from the first row. */
  readonly left = output();

  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  protected readonly rowPx = signal(ROW_REM * USUAL_REM_PX);
  protected readonly hasFocus = signal(false);
  private readonly isActiveInView = signal(true);
  private readonly chosen = signal<OnlineUser | undefined>(undefined);
  /** The row that the keyboard is on. Who was there and left is followed by the next. */
  protected readonly active = computed(() => {
    const [users, chosen] = [this.users(), this.chosen()];
    return chosen === undefined ? 0 : Math.min(placeOfOnlineUser(users, chosen), users.length - 1);
  });
  protected readonly activeId = computed(() => (this.hasFocus() && this.isActiveInView() ? this.idOf(this.active()) : null));

  constructor() {
    this.measure();
    this.keepPlaces();
  }

  /** Moves the keyboard focus into the list. */
  focus(): void {
    this.viewport().elementRef.nativeElement.focus();
  }

  protected measure(): void {
    const { fontSize } = getComputedStyle(this.document.documentElement);
    this.rowPx.set(ROW_REM * (Number.parseFloat(fontSize) || USUAL_REM_PX));
  }

  protected idOf(row: number): string {
    return `lf-online-user-${row}`;
  }

  protected readonly trackUser = (_: number, { user, host }: OnlineUser): string => `${user}@${host}`;

  protected onKeydown(event: KeyboardEvent): void {
    if (event.key === 'ArrowUp' && this.active() === 0) {
      event.preventDefault();
      this.left.emit();
      return;
    }
    const pageRows = Math.max(1, Math.floor(this.viewport().getViewportSize() / this.rowPx()) - 1);
    const next = findNextRow(event.key, this.active(), { rows: this.users().length, pageRows });
    if (next === undefined) return;
    event.preventDefault();
    this.activate(next);
  }

  protected onClick(event: MouseEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset['index'];
    if (row !== undefined) this.activate(Number(row));
  }

  /** Whoever scrolls by hand may leave the row of the keyboard behind, which is then not in the document any more. */
  protected onScroll(): void {
    this.isActiveInView.set(this.scrollNeededFor(this.active()) === undefined);
  }

  private activate(row: number): void {
    this.chosen.set(this.users()[row]);
    const offsetPx = this.scrollNeededFor(row);
    if (offsetPx !== undefined) this.viewport().scrollToOffset(offsetPx);
    this.isActiveInView.set(true);
  }

  /** Where to scroll to for the whole row to be in view; undefined where it is. */
  private scrollNeededFor(row: number): number | undefined {
    const [offsetPx, sizePx, rowPx] = [this.offsetPx(), this.viewport().getViewportSize(), this.rowPx()];
    if (row * rowPx < offsetPx) return row * rowPx;
    return (row + 1) * rowPx > offsetPx + sizePx ? (row + 1) * rowPx - sizePx : undefined;
  }

  private keepPlaces(): void {
    let before: { readonly users: readonly OnlineUser[]; readonly listOf: object } | undefined;
    effect(() => {
      const now = { users: this.users(), listOf: this.listOf() };
      const last = before;
      before = now;
      if (last === undefined || last.users === now.users) return;
      const isSameList = last.listOf === now.listOf;
      if (!isSameList) this.chosen.set(undefined);
      const offsetPx = untracked(() => (isSameList ? this.offsetKeeping(last.users, now.users) : 0));
      if (offsetPx === undefined) return;
      afterNextRender({ write: () => this.viewport().scrollToOffset(offsetPx) }, { injector: this.injector });
    });
  }

  /** Where whoever is first in view now will be; undefined when he stays, and at the very beginning, where those who come are to be seen. */
  private offsetKeeping(before: readonly OnlineUser[], now: readonly OnlineUser[]): number | undefined {
    const [offsetPx, rowPx] = [this.offsetPx(), this.rowPx()];
    const row = Math.floor(offsetPx / rowPx);
    const first = before[row];
    if (row === 0 || first === undefined) return undefined;
    const movedRows = placeOfOnlineUser(now, first) - row;
    return movedRows === 0 ? undefined : offsetPx + movedRows * rowPx;
  }

  private offsetPx(): number {
    return this.viewport().measureScrollOffset('top');
  }
}
