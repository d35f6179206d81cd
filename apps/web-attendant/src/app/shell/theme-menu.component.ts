import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import type { IconName } from '../icon/icon-path.ts';
import { IconComponent } from '../icon/icon.component.ts';
import { THEMES, Theme, type ThemeName } from '../theme/theme.ts';

const LOOKS: Readonly<Record<ThemeName, { readonly icon: IconName; readonly word: string }>> = {
  system: { icon: 'screen', word: 'As the system' },
  light: { icon: 'sun', word: 'Light' },
  dark: { icon: 'moon', word: 'Dark' },
};

/** Light, dark, or as the system is. */
@Component({
  selector: 'lf-theme-menu',
  imports: [IconComponent, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger],
  templateUrl: './theme-menu.component.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ThemeMenuComponent {
  protected readonly theme = inject(Theme);
  protected readonly choices = THEMES.map((name) => ({ name, ...LOOKS[name] }));
  protected readonly current = computed(() => LOOKS[this.theme.name()]);
}
