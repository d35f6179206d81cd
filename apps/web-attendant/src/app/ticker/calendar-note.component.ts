import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input } from '@angular/core';
import { calendarNote, type CalendarState } from '../presence-view/activity-text.ts';
import { Ticker } from './ticker.ts';

/** What a calendar says beyond its state. By the clock: a meeting shows up an hour ahead, and an end that has passed goes. */
@Component({
  selector: 'lf-calendar-note',
  templateUrl: './calendar-note.component.html',
  styleUrl: './calendar-note.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CalendarNoteComponent {
  private readonly ticker = inject(Ticker);
  readonly calendar = input.required<CalendarState>();

  protected readonly note = computed(() => calendarNote(this.calendar(), this.ticker.nowMs()), {
    equal: (a, b) => a.present === b.present && a.soon === b.soon,
  });

  constructor() {
    this.ticker.watchUntil(inject(DestroyRef));
  }
}
