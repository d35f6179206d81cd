import {
  ChangeDetectionStrategy,
  Component,
  Injector,
  afterNextRender,
  inject,
  input,
  signal,
  viewChildren,
} from '@angular/core';
import type { DirectoryInfo } from '@lampfield/protocol';
import { DirectoryWidgetComponent } from '../directory-widget/directory-widget.component.ts';

interface OpenWidget {
  readonly key: number;
  readonly directoryId: string | undefined;
}

/** The directory widgets side by side; at least one is always open. */
@Component({
  selector: 'lf-workspace',
  imports: [DirectoryWidgetComponent],
  templateUrl: './workspace.component.html',
  styleUrl: './workspace.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.is-single]': 'open().length === 1' },
})
export class WorkspaceComponent {
  private readonly injector = inject(Injector);
  readonly directories = input.required<readonly DirectoryInfo[]>();

  protected readonly open = signal<readonly OpenWidget[]>([{ key: 0, directoryId: undefined }]);
  private readonly widgets = viewChildren(DirectoryWidgetComponent);
  private nextKey = 1;
  /** Key of the widget that had the focus last. */
  private current = 0;

  constructor() {
    afterNextRender(() => this.focusSearch());
  }

  /** Opens one more widget, on a directory that is not open yet if there is one, and puts the cursor into it. */
  add(): void {
    const openIds = this.open().map(({ directoryId }) => directoryId ?? this.directories()[0]?.id);
    const unopened = this.directories().find(({ id }) => !openIds.includes(id));
    this.current = this.nextKey;
    this.open.update((open) => [...open, { key: this.nextKey, directoryId: unopened?.id }]);
    this.nextKey += 1;
    this.focusSearchOnceRendered();
  }

  /** Puts the cursor into the search field of the widget that was used last. */
  focusSearch(): void {
    const index = this.open().findIndex(({ key }) => key === this.current);
    this.widgets()[Math.max(0, index)]?.focusSearch();
  }

  protected close(closing: OpenWidget): void {
    const index = this.open().indexOf(closing);
    this.open.update((open) => open.filter((widget) => widget !== closing));
    this.current = this.open()[Math.max(0, index - 1)]?.key ?? 0;
    this.focusSearchOnceRendered();
  }

  protected setCurrent(widget: OpenWidget): void {
    this.current = widget.key;
  }

  private focusSearchOnceRendered(): void {
    afterNextRender(() => this.focusSearch(), { injector: this.injector });
  }
}
