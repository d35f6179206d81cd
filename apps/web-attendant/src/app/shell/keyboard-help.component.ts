import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { selectMaySeeOnline } from '@lampfield/client-presence';
import { PRESENCE_STATES } from '@lampfield/protocol';
import { Store } from '@ngrx/store';
import { LampComponent } from '../lamp/lamp.component.ts';
import { STATE_WORDS } from '../presence-view/words.ts';
import { ShortcutSettings } from './shortcut-settings.ts';

interface KeyRow {
  readonly keys: readonly string[];
  readonly does: string;
  /** Only for those who may see who is online. */
  readonly isOnline?: true;
}

const KEYS: readonly KeyRow[] = [
  { keys: ['/', 'Ctrl K'], does: 'Search' },
  { keys: ['↓'], does: 'From the search into the contacts' },
  { keys: ['↑', '↓'], does: 'Contact above, below' },
  { keys: ['←', '→'], does: 'Lamp to the left, right' },
  { keys: ['Page ↑', 'Page ↓'], does: 'Ten contacts up, down' },
  { keys: ['Home', 'End'], does: 'First, last cell of a contact; with Ctrl of all' },
  { keys: ['Enter'], does: 'Details of a contact' },
  { keys: ['Esc'], does: 'Close the details; back to the search; clear it' },
  { keys: ['o'], does: 'Who is online; Esc closes it', isOnline: true },
  { keys: ['?'], does: 'This help' },
];

/** The keys of the page, and what every lamp means. */
@Component({
  selector: 'lf-keyboard-help',
  imports: [LampComponent, MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  templateUrl: './keyboard-help.component.html',
  styleUrl: './keyboard-help.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyboardHelpComponent {
  protected readonly settings = inject(ShortcutSettings);
  private readonly maySeeOnline = inject(Store).selectSignal(selectMaySeeOnline);
  protected readonly keys = computed(() => KEYS.filter(({ isOnline }) => isOnline !== true || this.maySeeOnline()));
  protected readonly lamps = PRESENCE_STATES.map((state) => ({ state, word: STATE_WORDS[state] }));
}
