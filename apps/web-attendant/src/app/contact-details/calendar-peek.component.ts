import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, linkedSignal, viewChild } from '@angular/core';
import { _IdGenerator } from '@angular/cdk/a11y';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { PresenceService } from '@lampfield/client-presence';
import { DEFAULT_PEEK_HOURS, type PresenceId } from '@lampfield/protocol';
import { catchError, map, of, startWith, switchMap, type Observable } from 'rxjs';
import { IconComponent } from '../icon/icon.component.ts';
import { peekProblemText, type PeekFailure } from './peek-problem.ts';
import { toPeekView, type PeekView } from './peek-view.ts';

/** What a look into a calendar has come to. */
interface PeekState {
  readonly isAsking: boolean;
  readonly view?: PeekView;
  readonly problem?: string;
}

const CLOSED: PeekState = { isAsking: false };

/**
 * The hours to come of one calendar, asked for when somebody wants to see them. What is shown lives in this component alone and goes
 * with it, with its calendar, or when it is closed; opened again, it asks again.
 */
@Component({
  selector: 'lf-calendar-peek',
  imports: [IconComponent, MatButton, MatProgressBar],
  templateUrl: './calendar-peek.component.html',
  styleUrl: './calendar-peek.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CalendarPeekComponent {
  private readonly service = inject(PresenceService);
  readonly id = input.required<PresenceId>();
  /** The calendar as its owner is known: an address. */
  readonly name = input.required<string>();

  private readonly toggleButton = viewChild.required<unknown, ElementRef<HTMLElement>>('toggleButton', { read: ElementRef });
  protected readonly hours = DEFAULT_PEEK_HOURS;
  protected readonly panelId = inject(_IdGenerator).getId('lf-calendar-peek-');
  /** A new object is a new question; undefined while it is closed. */
  private readonly question = linkedSignal<PresenceId, { readonly id: PresenceId } | undefined>({
    source: this.id,
    computation: () => undefined,
  });
  protected readonly isOpen = computed(() => this.question() !== undefined);
  protected readonly state = toSignal(
    toObservable(this.question).pipe(switchMap((question) => (question === undefined ? of(CLOSED) : this.ask(question.id)))),
    { initialValue: CLOSED },
  );
  protected readonly summary = computed(() => {
    const { isAsking, view } = this.state();
    return isAsking ? 'Reading the calendar…' : (view?.summary ?? '');
  });

  protected toggle(): void {
    this.question.set(this.isOpen() ? undefined : { id: this.id() });
  }

  protected retry(): void {
    // The button that was pressed goes while the answer is awaited.
    this.toggleButton().nativeElement.focus();
    this.question.set({ id: this.id() });
  }

  private ask(id: PresenceId): Observable<PeekState> {
    return this.service.peekCalendar(id, this.hours).pipe(
      map((answer) => ({ isAsking: false, view: toPeekView(answer) })),
      catchError((error: PeekFailure) => of({ isAsking: false, problem: peekProblemText(error) })),
      startWith({ isAsking: true }),
    );
  }
}
