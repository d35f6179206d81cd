import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  afterNextRender,
  computed,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { selectContactPresence } from '@lampfield/client-presence';
import type { Contact } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { IconComponent } from '../icon/icon.component.ts';
import { LampComponent } from '../lamp/lamp.component.ts';
import { lampLabel } from '../presence-view/lamp-view.ts';
import { toOverallView } from '../presence-view/overall-view.ts';
import { toDetailViews } from './detail-view.ts';
import { DetailComponent } from './detail.component.ts';

/** Everything that is known of one contact: all numbers, and of every lamp the state, its source's own word, since when and why. */
@Component({
  selector: 'lf-contact-details',
  imports: [DetailComponent, IconComponent, LampComponent, MatIconButton],
  templateUrl: './contact-details.component.html',
  styleUrl: './contact-details.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'region', '[attr.aria-label]': '"Details of " + contact().displayName', '(keydown.escape)': 'close($event)' },
})
export class ContactDetailsComponent {
  private readonly store = inject(Store);
  readonly contact = input.required<Contact>();
  /** The reader is done with it. */
  readonly closed = output();

  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly presenceOfContact = computed(() => this.store.selectSignal(selectContactPresence(this.contact())));
  private readonly presence = computed(() => this.presenceOfContact()());
  protected readonly overall = computed(() => toOverallView(this.presence()));
  protected readonly overallLabel = computed(() => lampLabel(this.overall().lamp));
  protected readonly details = computed(() => toDetailViews(this.contact(), this.presence().items));

  constructor() {
    afterNextRender(() => this.focus());
  }

  /** Moves the keyboard focus to the heading. */
  focus(): void {
    this.heading().nativeElement.focus();
  }

  protected close(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.closed.emit();
  }
}
