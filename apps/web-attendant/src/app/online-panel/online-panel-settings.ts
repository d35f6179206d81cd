import { Injectable, signal } from '@angular/core';

/** How the panel of online users is set; in memory alone, as everything that one attendant chooses. */
@Injectable({ providedIn: 'root' })
export class OnlinePanelSettings {
  readonly isOpen = signal(false);
  /** What is typed into its search field. */
  readonly text = signal('');
  /** The host that is chosen; undefined for all. */
  readonly host = signal<string | undefined>(undefined);

  /** Closed and empty again, for the next attendant. */
  reset(): void {
    this.isOpen.set(false);
    this.text.set('');
    this.host.set(undefined);
  }
}
