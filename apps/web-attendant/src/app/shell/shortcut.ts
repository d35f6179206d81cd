/** What a key does anywhere on the page. */
export type Shortcut = 'SEARCH' | 'HELP' | 'ONLINE';

/** The part of a keyboard event that matters here. */
export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const SINGLE_KEYS: Readonly<Record<string, Shortcut>> = { '/': 'SEARCH', '?': 'HELP', o: 'ONLINE' };

/**
 * The shortcut behind a key. A single character is none while somebody types, nor once its user switched those off (WCAG 2.1.4: who
 * speaks to his computer would set them off by accident); Ctrl+K, or Command+K, always is.
 */
export function findShortcut(pressed: PressedKey, isTyping: boolean, hasSingleKeys: boolean): Shortcut | undefined {
  const { key, ctrlKey, metaKey, altKey } = pressed;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'k' ? 'SEARCH' : undefined;
  return isTyping || !hasSingleKeys ? undefined : SINGLE_KEYS[key];
}

/** True where a key is text: in a field that takes some. */
export function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'))
  );
}
