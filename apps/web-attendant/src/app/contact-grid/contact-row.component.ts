import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input } from '@angular/core';
import { contactPresenceIds, selectContactPresence, trackPresencesOnScreen } from '@lampfield/client-presence';
import type { Contact, PresenceType } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { HintDirective } from '../hint/hint.directive.ts';
import { LampComponent } from '../lamp/lamp.component.ts';
import { findCellView } from '../presence-view/cell-view.ts';
import { lampHint } from '../presence-view/hint-text.ts';
import { durationKind, lampLabel } from '../presence-view/lamp-view.ts';
import { toOverallView } from '../presence-view/overall-view.ts';
import { DurationComponent } from '../ticker/duration.component.ts';
import { contactSubtitle } from './contact-columns.ts';
import { PresenceCellComponent } from './presence-cell.component.ts';

/** Columns before those of the presence types: name and overall state. */
export const LEADING_COLUMNS = 2;

/** One contact of the grid. It reads its own part of the store, so that a change of one line renders one row. */
@Component({
  selector: 'lf-contact-row',
  imports: [DurationComponent, HintDirective, LampComponent, PresenceCellComponent],
  templateUrl: './contact-row.component.html',
  styleUrl: './contact-row.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    role: 'row',
    '[attr.aria-selected]': 'isSelected()',
    '[attr.data-state]': 'overall().lamp.state',
    '[class.is-unverified]': '!overall().lamp.isVerified',
  },
})
export class ContactRowComponent {
  private readonly store = inject(Store);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly contact = input.required<Contact>();
  readonly columns = input.required<readonly PresenceType[]>();
  /** Which of this row's cells is the grid's one tab stop; -1 when it is in another row. */
  readonly activeColumn = input.required<number>();
  /** The keyboard is on it, or its details are open. */
  readonly isSelected = input.required<boolean>();

  private readonly presenceOfContact = computed(() => this.store.selectSignal(selectContactPresence(this.contact())));
  private readonly presence = computed(() => this.presenceOfContact()());

  protected readonly leadingColumns = LEADING_COLUMNS;
  protected readonly subtitle = computed(() => contactSubtitle(this.contact()));
  protected readonly overall = computed(() => toOverallView(this.presence()));
  protected readonly overallLabel = computed(() => lampLabel(this.overall().lamp));
  protected readonly overallHint = computed(() => lampHint('Overall', this.overall().lamp, this.overall().reason));
  protected readonly callSince = computed(() => {
    const { state, since } = this.overall().lamp;
    return durationKind(state) === 'clock' ? since : undefined;
  });
  protected readonly cells = computed(() => {
    const { items } = this.presence();
    return this.columns().map((type) => ({ type, cell: findCellView(type, items) }));
  });

  constructor() {
    trackPresencesOnScreen(computed(() => contactPresenceIds(this.contact())));
  }

  /** Moves the keyboard focus to one of the row's cells. */
  focusCell(column: number): void {
    this.host.nativeElement.querySelector<HTMLElement>(`[data-column="${column}"]`)?.focus();
  }
}
