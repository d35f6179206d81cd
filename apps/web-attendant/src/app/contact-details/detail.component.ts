import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { selectMayPeekCalendars } from '@lampfield/client-presence';
import { Store } from '@ngrx/store';
import { LampComponent } from '../lamp/lamp.component.ts';
import { durationKind, lampLabel, toLampView } from '../presence-view/lamp-view.ts';
import { exactMomentText } from '../presence-view/moment.ts';
import { TYPE_WORDS } from '../presence-view/words.ts';
import { CalendarNoteComponent } from '../ticker/calendar-note.component.ts';
import { DurationComponent } from '../ticker/duration.component.ts';
import { CalendarPeekComponent } from './calendar-peek.component.ts';
import { detailFacts } from './detail-facts.ts';
import type { DetailView } from './detail-view.ts';

/** One value of a contact with its lamp and the facts behind it. */
@Component({
  selector: 'lf-detail',
  imports: [CalendarPeekComponent, CalendarNoteComponent, DurationComponent, LampComponent],
  templateUrl: './detail.component.html',
  styleUrl: './detail.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DetailComponent {
  readonly detail = input.required<DetailView>();
  private readonly mayPeek = inject(Store).selectSignal(selectMayPeekCalendars);

  protected readonly lamp = computed(() => {
    const { item } = this.detail();
    return item === undefined ? undefined : toLampView(item);
  });
  protected readonly label = computed(() => {
    const lamp = this.lamp();
    return lamp === undefined ? '' : lampLabel(lamp);
  });
  protected readonly typeWord = computed(() => {
    const { type } = this.detail();
    return type === undefined ? '' : TYPE_WORDS[type];
  });
  protected readonly duration = computed(() => {
    const lamp = this.lamp();
    const kind = lamp === undefined ? 'none' : durationKind(lamp.state);
    return lamp?.since === undefined || kind === 'none' ? undefined : { since: lamp.since, kind };
  });
  protected readonly calendar = computed(() => {
    const { item } = this.detail();
    if (item?.activity === undefined || item.type !== 'EXCHANGE' || this.lamp()?.isVerified !== true) return undefined;
    return { state: item.state, activity: item.activity };
  });
  /** The calendar that can be looked into. */
  protected readonly peekId = computed(() => {
    const { type, presenceId } = this.detail();
    return type === 'EXCHANGE' && this.mayPeek() ? presenceId : undefined;
  });
  protected readonly facts = computed(() => {
    const { item } = this.detail();
    return item === undefined ? [] : detailFacts(item, exactMomentText);
  });
}
