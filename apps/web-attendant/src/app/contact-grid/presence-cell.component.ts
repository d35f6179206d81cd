import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { PresenceType } from '@lampfield/protocol';
import { HintDirective } from '../hint/hint.directive.ts';
import { LampComponent } from '../lamp/lamp.component.ts';
import { calendarNote, type CalendarNote } from '../presence-view/activity-text.ts';
import type { CellView } from '../presence-view/cell-view.ts';
import { lampHint } from '../presence-view/hint-text.ts';
import { durationKind, lampLabel } from '../presence-view/lamp-view.ts';
import { TYPE_WORDS } from '../presence-view/words.ts';
import { CalendarNoteComponent } from '../ticker/calendar-note.component.ts';
import { Ticker } from '../ticker/ticker.ts';
import { DurationComponent } from '../ticker/duration.component.ts';

/** The lamp of one presence type of one contact, with what belongs beside it. */
@Component({
  selector: 'lf-presence-cell',
  imports: [CalendarNoteComponent, DurationComponent, HintDirective, LampComponent],
  templateUrl: './presence-cell.component.html',
  styleUrl: './presence-cell.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PresenceCellComponent {
  private readonly ticker = inject(Ticker);
  readonly type = input.required<PresenceType>();
  /** Undefined: the contact has nothing of this type. */
  readonly cell = input.required<CellView | undefined>();

  protected readonly typeWord = computed(() => TYPE_WORDS[this.type()]);
  protected readonly label = computed(() => lampLabelOf(this.cell()));
  protected readonly hint = computed(() => hintOf(this.typeWord(), this.cell(), this.calendarNote()));
  /** Where there is no room for the note it is in the hint. The cell of a calendar keeps the second hand running. */
  private readonly calendarNote = computed(() => {
    const calendar = this.cell()?.calendar;
    return calendar === undefined ? undefined : calendarNote(calendar, this.ticker.nowMs());
  });
  /** A state is shown that nothing confirms; UNKNOWN says so itself. */
  protected readonly isDoubted = computed(() => {
    const lamp = this.cell()?.lamp;
    return lamp !== undefined && !lamp.isVerified && lamp.state !== 'UNKNOWN';
  });
  protected readonly duration = computed(() => durationOf(this.cell()));
}

function lampLabelOf(cell: CellView | undefined): string {
  return cell === undefined ? 'none' : lampLabel(cell.lamp);
}

function hintOf(typeWord: string, cell: CellView | undefined, note: CalendarNote | undefined): string {
  if (cell === undefined) return '';
  const times = [note?.present ?? '', note?.soon ?? ''];
  return lampHint(typeWord, cell.lamp, ...times, cell.furtherCount > 0 ? `and ${cell.furtherCount} more, see the details` : '');
}

function durationOf(cell: CellView | undefined): { readonly since: number; readonly kind: 'clock' | 'coarse' } | undefined {
  if (cell?.lamp.since === undefined) return undefined;
  const kind = durationKind(cell.lamp.state);
  return kind === 'none' ? undefined : { since: cell.lamp.since, kind };
}
