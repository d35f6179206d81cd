import { Injectable, signal } from '@angular/core';

/** Which shortcuts are on; in memory alone, as everything that one attendant chooses. */
@Injectable({ providedIn: 'root' })
export class ShortcutSettings {
  private readonly singleKeys = signal(true);
  /** Whether a single character, such as `/`, is a shortcut. */
  readonly hasSingleKeys = this.singleKeys.asReadonly();

  /** Switches the single characters on or off. */
  setSingleKeys(isOn: boolean): void {
    this.singleKeys.set(isOn);
  }
}
