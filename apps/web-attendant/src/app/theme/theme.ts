import { DOCUMENT, Injectable, effect, inject, signal } from '@angular/core';

/** The choices of the theme switch. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** One of {@link THEMES}; `system` follows the reader's operating system. */
export type ThemeName = (typeof THEMES)[number];

/**
 * The theme of the page. It lives in memory alone: a workstation is shared, and the next attendant starts from his system's choice.
 */
@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly chosen = signal<ThemeName>('system');
  /** What is chosen now. */
  readonly name = this.chosen.asReadonly();

  constructor() {
    effect(() => {
      this.root.dataset['theme'] = this.chosen();
    });
  }

  /** Changes the theme at once. */
  choose(name: ThemeName): void {
    this.chosen.set(name);
  }
}
